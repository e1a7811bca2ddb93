import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Injectable,
  Module,
  type NestInterceptor,
  Post,
  Req,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { Request } from 'express';
import { tap } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisPort } from '../../src/redis/redis-port.js';
import { Product } from '../support/product.js';
import { logIn, sessionAddress, signedInCopyOf, signInOn } from '../support/visitor.js';

const LOGOUTS = 400;
const AT_ONCE = 10;
const SLOW_WRITES = 20;

/** Slow handlers that change the session, let go when the test says so. */
const slow = { waiting: [] as (() => void)[] };

@Controller('test-slow')
class SlowController {
  @Post()
  async change(@Req() request: Request) {
    await new Promise<void>((resolve) => slow.waiting.push(resolve));
    Object.assign(request.session, { changed: Math.random() });
    return { done: true };
  }
}

/** A page of the team's own that changes the session after the login has saved it: express-session saves again. */
@Injectable()
class ChangesAfterLogin implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const request = context.switchToHttp().getRequest<Request>();
    return next.handle().pipe(
      tap(() => {
        if (request.path === '/login') Object.assign(request.session, { greeted: true });
      }),
    );
  }
}

@Module({ controllers: [SlowController], providers: [{ provide: APP_INTERCEPTOR, useClass: ChangesAfterLogin }] })
class TestModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [TestModule]);
});

afterAll(() => product.remove());

const stateIn = (visitor: Parameters<typeof sessionAddress>[0]) => product.app.get(RedisPort).read(sessionAddress(visitor));

describe('logouts among slow requests that save the same session', () => {
  it(`leave nothing alive: ${LOGOUTS} logouts, ${SLOW_WRITES} slow requests each`, async () => {
    const people = await Promise.all(Array.from({ length: AT_ONCE }, () => signInOn(product.visitor())));
    const lost = vi.spyOn(product.app.get(RedisPort), 'swap');
    let alive = 0;
    for (let done = 0; done < LOGOUTS; done += AT_ONCE) {
      const races = people.map(async (person) => {
        const visitor = product.visitor();
        await logIn(visitor, person);
        const late = signedInCopyOf(visitor);
        const writes = Array.from({ length: SLOW_WRITES }, () => signedInCopyOf(visitor).post('/test-slow', {}, 'json'));
        return { visitor, late, writes };
      });
      const ready = await Promise.all(races);
      await vi.waitFor(() => expect(slow.waiting).toHaveLength(AT_ONCE * SLOW_WRITES), { timeout: 10_000, interval: 5 });
      // Half of them save while the logout is under way, half after it.
      const before = slow.waiting.splice(0, (AT_ONCE * SLOW_WRITES) / 2);
      const logouts = ready.map(({ visitor }) => visitor.post('/logout', {}, 'json'));
      before.forEach((go) => go());
      expect((await Promise.all(logouts)).every(({ status }) => status === 204)).toBe(true);
      slow.waiting.splice(0).forEach((go) => go());
      for (const { late, writes } of ready) {
        expect((await Promise.all(writes)).every(({ status }) => status === 201)).toBe(true);
        const { session } = await stateIn(late);
        if ((await late.get('/dashboard', 'json')).status !== 401 || session?.startsWith('!') !== true) alive += 1;
      }
    }
    console.info(`${alive} of ${LOGOUTS} sessions were alive again; ${lost.mock.calls.length} slow writes came to the store`);
    expect(alive).toBe(0);
    expect(lost.mock.calls.length).toBeGreaterThan(LOGOUTS);
    lost.mockRestore();
  }, 120_000);
});

describe('a login that is saved twice', () => {
  it('keeps what was stored after the first save', async () => {
    const visitor = product.visitor();
    await signInOn(visitor);
    expect((await stateIn(visitor)).session).toContain('"greeted":true');
  });

  it('does not revive the session when it was revoked between the two', async () => {
    const visitor = product.visitor();
    const person = await signInOn(visitor);
    const redis = product.app.get(RedisPort);
    const start = redis.start.bind(redis);
    const spy = vi.spyOn(redis, 'start').mockImplementation(async (address, stored) => {
      const started = await start(address, stored);
      await redis.revoke(address, { reason: 'revoked', keepUntil: Date.now() + 60_000 });
      return started;
    });
    const saves = vi.spyOn(redis, 'swap');
    await logIn(visitor, person);
    expect(saves).toHaveBeenCalled();
    spy.mockRestore();
    saves.mockRestore();
    expect((await stateIn(visitor)).session).toBe('!revoked');
    expect((await visitor.get('/dashboard', 'json')).status).toBe(401);
  });
});
