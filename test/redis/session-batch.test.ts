import { describe, expect, it } from 'vitest';
import { SessionBatch } from '../../src/redis/server/session-batch.js';

describe('session reads', () => {
  it('of one turn share a command, and each gets its own', async () => {
    const asked: string[][] = [];
    const reads = new SessionBatch(async (keys) => (asked.push(keys), keys.map((key) => `value of ${key}`)));
    const values = await Promise.all([reads.read(['s1', 'p1']), reads.read(['s2', 'p2'])]);
    expect(values).toEqual([
      ['value of s1', 'value of p1'],
      ['value of s2', 'value of p2'],
    ]);
    expect(asked).toEqual([['s1', 'p1', 's2', 'p2']]);
  });

  it('of different turns do not wait for each other', async () => {
    const waiting: (() => void)[] = [];
    const reads = new SessionBatch((keys) => new Promise((resolve) => waiting.push(() => resolve(keys))));
    const first = reads.read(['s1', 'p1']);
    await new Promise(setImmediate);
    const second = reads.read(['s2', 'p2']);
    await new Promise(setImmediate);
    waiting[1]?.();
    expect(await second).toEqual(['s2', 'p2']);
    waiting[0]?.();
    expect(await first).toEqual(['s1', 'p1']);
  });

  it('are at most 64 to a command', async () => {
    const sizes: number[] = [];
    const reads = new SessionBatch(async (keys) => (sizes.push(keys.length), keys));
    const all = await Promise.all(Array.from({ length: 150 }, (_, place) => reads.read([`s${place}`, `p${place}`])));
    expect(all[149]).toEqual(['s149', 'p149']);
    expect(sizes).toEqual([128, 128, 44]);
  });

  it('fail together, and only together', async () => {
    let turn = 0;
    const reads = new SessionBatch(async (keys) => {
      if (turn++ === 0) throw new Error('away');
      return keys;
    });
    const failed = await Promise.allSettled([reads.read(['s1', 'p1']), reads.read(['s2', 'p2'])]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await reads.read(['s3', 'p3'])).toEqual(['s3', 'p3']);
  });
});
