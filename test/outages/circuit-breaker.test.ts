import { afterEach, describe, expect, it } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { CircuitBreaker } from '../../src/outages/circuit-breaker.js';

const LOST = new Error('Connection is closed');
const breakers: CircuitBreaker[] = [];

/** A breaker before a store that answers probes or not, and a call that fails with these errors first. */
function before(store: 'answers' | 'is away', ...errors: Error[]) {
  const probe = () => (store === 'answers' ? Promise.resolve() : Promise.reject(LOST));
  const breaker = new CircuitBreaker(
    { name: 'store', probe },
    new Logger({ production: true, development: false, logLevel: 'silent' }),
  );
  breakers.push(breaker);
  const calls: (Error | 'reply')[] = [];
  const call = async () => {
    const outcome = errors[calls.length] ?? ('reply' as const);
    calls.push(outcome);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return { breaker, calls, call };
}

afterEach(() => {
  for (const breaker of breakers.splice(0)) breaker.stop();
});

describe('a call that may be made twice', () => {
  it('is made twice where it was lost and the store answers', async () => {
    const { breaker, calls, call } = before('answers', LOST);
    expect(await breaker.runIdempotent(call)).toBe('reply');
    expect(calls).toEqual([LOST, 'reply']);
  });

  it('is not made a third time', async () => {
    const { breaker, calls, call } = before('answers', LOST, LOST);
    await expect(breaker.runIdempotent(call)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(calls).toEqual([LOST, LOST]);
  });

  it('is not made twice while the store is away', async () => {
    const { breaker, calls, call } = before('is away', LOST);
    await expect(breaker.runIdempotent(call)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect([calls, breaker.state === 'closed']).toEqual([[LOST], false]);
  });

  it('is not made twice where the store has refused it', async () => {
    const refused = new Error('WRONGTYPE Operation against a key holding the wrong kind of value');
    const { breaker, calls, call } = before('answers', refused);
    await expect(breaker.runIdempotent(call)).rejects.toBe(refused);
    expect(calls).toEqual([refused]);
  });
});

describe('a call that may be made once', () => {
  it('is made once', async () => {
    const { breaker, calls, call } = before('answers', LOST);
    await expect(breaker.run(call)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(calls).toEqual([LOST]);
  });
});
