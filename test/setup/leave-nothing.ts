import { afterAll, vi } from 'vitest';

// Files that share a worker share its modules and its clock, so each must leave them as it found them.
afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});
