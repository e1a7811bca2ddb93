import type { Parameters } from 'fast-check';

const { FUZZ_RUNS, FUZZ_SEED } = process.env;

/** What is tried by default: the same inputs in every run, so that a failure is of the change at hand. */
const USUAL_SEED = 1;

/**
 * How often a property is tried: `usually` times, or FUZZ_RUNS. A failure prints its seed. Other inputs:
 * FUZZ_SEED=$RANDOM FUZZ_RUNS=5000 npx vitest run test/fuzz
 */
export function seeded<T>(usually: number): Parameters<T> {
  return { numRuns: Number(FUZZ_RUNS ?? usually), seed: Number(FUZZ_SEED ?? USUAL_SEED) };
}

/** Milliseconds that a test of so many properties may take. */
export const PATIENCE = 30_000 + Number(FUZZ_RUNS ?? 0) * 400;
