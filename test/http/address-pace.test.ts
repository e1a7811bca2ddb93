import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AddressPace } from '../../src/http/client/address-pace.js';

const delays: number[] = [];
const newPace = () => new AddressPace(async (delay) => delays.push(delay));

describe('tries of one address', () => {
  let now = 1_000;
  beforeEach(() => {
    delays.length = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => vi.restoreAllMocks());

  it('are not slowed where there are twenty at once, nor at a hundred a second', async () => {
    const pace = newPace();
    for (let count = 0; count < 20; count += 1) await pace.wait('here');
    for (let count = 0; count < 500; count += 1) {
      now += 10;
      await pace.wait('here');
    }
    expect(delays).toEqual([]);
  });

  it('wait ten milliseconds more each beyond that, and nobody else does', async () => {
    const pace = newPace();
    for (let count = 0; count < 100; count += 1) await pace.wait('here');
    expect(delays.at(-1)).toBe(99 * 10 - 200);
    expect(delays).toHaveLength(79);
    await pace.wait('there');
    now += 60_000;
    await pace.wait('here');
    expect(delays).toHaveLength(79);
  });

  it('wait two seconds at most, however many came before and left', async () => {
    const pace = newPace();
    for (let count = 0; count < 10_000; count += 1) await pace.wait('here');
    expect(Math.max(...delays)).toBe(2_000);
  });

  it('of any number of addresses are remembered for no longer than they matter', async () => {
    const pace = newPace();
    for (let nth = 0; nth < 10_000; nth += 1) {
      now += 1;
      await pace.wait(`address ${nth}`);
    }
    const { due } = pace as unknown as { due: Map<string, number> };
    expect(due.size).toBeLessThanOrEqual(4_097);
  });
});
