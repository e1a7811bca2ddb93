import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LoginPacer } from '../../src/auth/login/login-pacer.js';

describe('a hundred who log in at once', () => {
  it('are let through in order, at most two in a turn of the event loop', async () => {
    const pacer = new LoginPacer();
    const passed: number[] = [];
    const all = Array.from({ length: 100 }, (_none, place) => pacer.run('here', async () => passed.push(place)));
    let before = 0;
    while (passed.length < 100) {
      await nextTurn();
      expect(passed.length - before).toBeLessThanOrEqual(2);
      before = passed.length;
    }
    await Promise.all(all);
    expect(passed).toEqual(Array.from({ length: 100 }, (_none, place) => place));
  });

  it('are not looked up all at once, and a failed look-up makes room as a good one does', async () => {
    const pacer = new LoginPacer();
    const release: (() => void)[] = [];
    const lookUp = () => new Promise<void>((_resolve, reject) => release.push(() => reject(new Error('away'))));
    const all = Array.from({ length: 20 }, () => pacer.run('here', lookUp));
    const settled = Promise.allSettled(all);
    for (let ended = 0; ended < 20; ended += 1) {
      for (let turn = 0; turn < 10; turn += 1) await nextTurn();
      expect(release).toHaveLength(Math.min(6, 20 - ended));
      release.shift()?.();
    }
    expect((await settled).every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('from one address let somebody at another one through next', async () => {
    const pacer = new LoginPacer();
    const passed: string[] = [];
    const one = (address: string) => pacer.run(address, async () => passed.push(address));
    await Promise.all([...Array.from({ length: 100 }, () => one('attacker')), one('somebody')]);
    expect(passed.indexOf('somebody')).toBeLessThan(3);
  });

  it('make nobody wait who comes later and alone', async () => {
    const pacer = new LoginPacer();
    expect(await pacer.run('here', async () => 1)).toBe(1);
    expect(await pacer.run('here', async () => 2)).toBe(2);
  });
});
