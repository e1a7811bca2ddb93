import { defineConfig } from 'vitest/config';

// npm run rehearse: the delivered topology with real processes. Needs nginx, and DATABASE_URL and REDIS_URL of
// servers on which it may make databases of its own: bash .ci/with-servers npm run rehearse
export default defineConfig({
  test: {
    include: ['test/**/*.rehearsal.ts'],
    globalSetup: ['test/setup/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: process.env['CI'] === undefined ? 0 : 1,
    // One file after the other: each starts many processes and empties the same Redis database.
    fileParallelism: false,
    // Each scene of the rehearsal needs the one before it.
    bail: 1,
  },
});
