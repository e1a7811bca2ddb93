import { EntityManager } from '@mikro-orm/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../../src/log/logger.js';
import { JobTurns } from '../../../src/redis/job-turns.js';
import { onServers, Product } from '../../support/product.js';
import { register, someone } from '../../support/visitor.js';
import { GuestListJob } from './guest-list.job.js';
import { GuestListModule } from './guest-list.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [GuestListModule]);
  await register(product.visitor(), someone());
});

afterAll(() => product.remove());
afterEach(() => vi.restoreAllMocks());

const jobOf = ({ app }: Product) => app.get(GuestListJob, { strict: false });
const lines = ({ app }: Product) => vi.spyOn(app.get(Logger), 'info');
const night = (day: number) => new Date(Date.UTC(2026, 10, day, 3));

describe("the guide's job", () => {
  it('is due every night at three', () => {
    const { cronTime } = product.app.get(SchedulerRegistry, { strict: false }).getCronJob('guest-list');
    expect(String(cronTime.source)).toBe('0 3 * * *');
  });

  it('runs once a night, whoever begins it and how often', async () => {
    const info = lines(product);
    await Promise.all([1, 2, 3].map(() => jobOf(product).run(night(1))));
    await jobOf(product).run(night(2));
    expect(info.mock.calls.filter(([line]) => line === 'guest list')).toEqual([
      ['guest list', { never: 1 }],
      ['guest list', { never: 1 }],
    ]);
  });

  it('ends no process when it fails, and runs again when it is tried again', async () => {
    const fault = vi.spyOn(product.app.get(Logger), 'fault').mockReturnValue(undefined);
    vi.spyOn(product.app.get(EntityManager), 'count').mockImplementationOnce(() => {
      throw new Error('away');
    });
    await jobOf(product).run(night(3));
    expect(fault).toHaveBeenCalledOnce();
    const info = lines(product);
    await jobOf(product).run(night(3));
    expect(info.mock.calls.map(([line]) => line)).toContain('guest list');
  });
});

describe.runIf(onServers)('of two instances', () => {
  it('one gets the turn', async () => {
    const other = await Product.on(product.storage, {}, [GuestListModule]);
    const ran = await Promise.all(
      [product, other].map(({ app }) => app.get(JobTurns).once('job', '2026-11-29', () => Promise.resolve())),
    );
    expect(ran.filter(Boolean)).toHaveLength(1);
    await other.close();
  });
});
