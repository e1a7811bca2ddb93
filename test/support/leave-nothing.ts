import { afterAll, vi } from 'vitest';

// Files that share a worker share its modules and its clock: each leaves them as it found them.
afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});
