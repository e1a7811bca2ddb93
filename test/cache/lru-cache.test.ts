import { describe, expect, it } from 'vitest';
import { LruCache } from '../../src/cache/lru-cache.js';

describe('what was worked out lately', () => {
  it('is not worked out again, unless it was undefined', () => {
    const known = new LruCache<string>(10);
    const worked: string[] = [];
    const workOut = (input: string) => (worked.push(input), input === 'bad' ? undefined : input.toUpperCase());
    expect(['a', 'a', 'bad', 'bad'].map((input) => known.get(input, workOut))).toEqual(['A', 'A', undefined, undefined]);
    expect(worked).toEqual(['a', 'bad', 'bad']);
  });

  it('is dropped when others came since, unless it was used', () => {
    const known = new LruCache<string>(10);
    known.get('used', () => 'first');
    known.get('unused', () => 'first');
    for (let place = 0; place < 50; place++) {
      known.get(`other ${place}`, () => 'other');
      known.get('used', () => 'again');
    }
    expect(known.get('used', () => 'again')).toBe('first');
    expect(known.get('unused', () => 'again')).toBe('again');
  });
});
