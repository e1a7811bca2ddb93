import { describe, expect, it } from 'vitest';
import { rollingRestarts, TOPOLOGIES } from './rolling-restarts.js';

/** The long form is: npm run bench -- rolling-restarts */
const RESTARTS = 2;

describe.each(TOPOLOGIES)('rolling restarts behind $front, which reaches the instances by $by', (topology) => {
  it('lose nothing and sign nobody out', { timeout: 180_000 }, async () => {
    const { requests, failures, signedOut, warnings } = await rollingRestarts(topology, RESTARTS);
    expect(requests).toBeGreaterThan(1_000);
    expect(signedOut).toBe(0);
    // By TCP the kernel may reset a connection that it has accepted and the instance has not: 1 in 10,000.
    const allowed = topology.by === 'unix' ? 0 : Math.ceil(requests / 10_000);
    expect(failures.slice(allowed), warnings.join('\n')).toEqual([]);
  });
});
