import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LoginPacer } from '../../src/auth/login/login-pacer.js';

describe('a hundred who log in at once', () => {
  it('are let through in order, two in a turn of the event loop', async () => {
    const pacer = new LoginPacer();
    const passed: number[] = [];
    const all = Array.from({ length: 100 }, async (_none, place) => (await pacer.wait(), passed.push(place)));
    const seen: number[] = [];
    while (passed.length < 100) {
      await nextTurn();
      seen.push(passed.length);
    }
    await Promise.all(all);
    expect(passed).toEqual(Array.from({ length: 100 }, (_none, place) => place));
    expect(seen).toEqual(Array.from({ length: 50 }, (_none, turn) => 2 * (turn + 1)));
  });

  it('make nobody wait who comes later and alone', async () => {
    const pacer = new LoginPacer();
    await pacer.wait();
    await pacer.wait();
  });
});
