import { EntityManager } from '@mikro-orm/core';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Interval, ScheduleModule, Timeout } from '@nestjs/schedule';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { requestScope } from '../../src/log/request-scope.js';
import { User } from '../../src/users/user.entity.js';
import { Product } from '../support/product.js';
import { register, someone } from '../support/visitor.js';

interface Run {
  readonly accounts: number;
  readonly id: string | undefined;
  readonly known: number;
}

@Injectable()
class Jobs {
  readonly runs: Run[] = [];
  once = 0;

  constructor(private readonly em: EntityManager) {}

  @Interval(100)
  async count() {
    const known = this.em.getUnitOfWork().getIdentityMap().keys().length;
    const accounts = (await this.em.find(User, {})).length;
    this.runs.push({ accounts, id: requestScope.getStore()?.requestId, known });
  }

  @Timeout(0)
  async start() {
    this.once = await this.em.count(User).then((count) => count + 1);
  }
}

@Public()
@Controller('test-jobs')
class JobsController {
  constructor(private readonly jobs: Jobs) {}

  @Get()
  show() {
    return { runs: this.jobs.runs, once: this.jobs.once };
  }
}

@Module({ imports: [ScheduleModule.forRoot()], controllers: [JobsController], providers: [Jobs] })
class JobsModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [JobsModule]);
});

afterAll(() => product.remove());

describe('a job of @nestjs/schedule', () => {
  it('asks the database by an injected EntityManager, in a unit of work of its own each time', async () => {
    const visitor = product.visitor();
    await register(visitor, someone());
    const seen = async () => (await visitor.get('/test-jobs', 'json')).json as { runs: Run[]; once: number };
    await expect.poll(async () => (await seen()).runs.filter(({ accounts }) => accounts === 1).length).toBeGreaterThan(1);
    const { runs, once } = await seen();
    expect(once).toBeGreaterThan(0);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
    expect(runs.map(({ known }) => known)).toEqual(runs.map(() => 0));
  });
});
