import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clock, logIn, onServers, type Product, startProduct } from '../../src/testing/index.js';
import { reopened, stateOf } from '../support/visitor.js';

const settings = {
  SESSION_IDLE_TIMEOUT: '30m',
  SESSION_ABSOLUTE_TIMEOUT: '40m',
  FRESH_LOGIN_FOR: '15m',
  REMEMBER_ME_DURATION: '14d',
  THROTTLE_ACCOUNT: '1/15m',
};

let product: Product;

beforeAll(async () => {
  product = await startProduct({ settings, modules: [] });
});

afterEach(() => clock().reset());

afterAll(() => product.remove());

describe('when a test moves the clock', () => {
  it('a login is fresh no longer', async () => {
    const visitor = await product.signedIn();
    clock().forward('16m');
    expect(await stateOf(visitor)).toMatchObject({ authenticated: true, fresh: false });
  });

  it('an idle session is over', async () => {
    const visitor = await product.signedIn();
    clock().forward('31m');
    expect(await stateOf(visitor)).toMatchObject({ authenticated: false });
  });

  it('a session in use is over at its absolute limit', async () => {
    const visitor = await product.signedIn();
    clock().forward('20m');
    expect(await stateOf(visitor)).toMatchObject({ authenticated: true });
    clock().forward('21m');
    expect(await stateOf(visitor)).toMatchObject({ authenticated: false });
  });

  it('a remembered browser is signed in until remember-me is over', async () => {
    const visitor = await product.signedIn({ remember: true });
    clock().forward('13d');
    expect(await stateOf(reopened(visitor))).toMatchObject({ authenticated: true, remembered: true });
    clock().forward('2d');
    expect(await stateOf(reopened(visitor))).toMatchObject({ authenticated: false });
  });

  // A Redis server counts by its own clock.
  it.skipIf(onServers)('a limit lets people in again', async () => {
    const { person } = await product.signedIn();
    const stranger = product.visitor();
    await logIn(stranger, { ...person, password: 'not this one' });
    expect((await logIn(stranger, person)).status).toBe(429);
    clock().forward('16m');
    expect((await logIn(stranger, person)).status).toBe(200);
  });
});

describe('a moved clock', () => {
  it('goes on, and all dates are dates', async () => {
    const before = new Date();
    clock().forward('1h');
    const after = new Date();
    expect(after.getTime() - before.getTime()).toBeGreaterThanOrEqual(3_600_000);
    expect([before instanceof Date, after instanceof Date]).toEqual([true, true]);
    await sleep(20);
    expect(Date.now()).toBeGreaterThan(after.getTime());
  });

  it('reads a date that is given as ever', () => {
    clock().forward('1h');
    expect([new Date(0).toISOString(), Date.UTC(2026, 0), new Date(2026, 0, 1).getFullYear()]).toEqual([
      '1970-01-01T00:00:00.000Z',
      1_767_225_600_000,
      2026,
    ]);
  });

  it('is right again after a reset', () => {
    const before = Date.now();
    clock().forward(3_600_000);
    clock().reset();
    expect(Date.now() - before).toBeLessThan(3_600_000);
  });

  it.each([-1, NaN, Infinity, 'an hour', ''])('refuses what is no time ahead (%s)', (by) => {
    expect(() => clock().forward(by)).toThrow(/forward|duration/);
  });
});
