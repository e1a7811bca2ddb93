import type { Parameters } from 'fast-check';

const { FUZZ_RUNS, FUZZ_SEED } = process.env;

/**
 * How often a property is tried: `usually` times, or FUZZ_RUNS. A failure prints its seed, and FUZZ_SEED
 * tries the same inputs again: FUZZ_SEED=-123 FUZZ_RUNS=5000 npx vitest run test/fuzz
 */
export function seeded<T>(usually: number): Parameters<T> {
  return { numRuns: Number(FUZZ_RUNS ?? usually), ...(FUZZ_SEED !== undefined && { seed: Number(FUZZ_SEED) }) };
}

/** Milliseconds that a test of so many properties may take. */
export const PATIENCE = 30_000 + Number(FUZZ_RUNS ?? 0) * 400;
