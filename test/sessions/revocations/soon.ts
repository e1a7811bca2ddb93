import { vi } from 'vitest';

/** Waits until this holds. Figures belong to the benchmark: a busy machine may take longer than the promised second. */
export function soon(check: () => Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 5_000, interval: 100 });
}
