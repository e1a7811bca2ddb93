import { defineConfig } from 'vitest/config';

/** Tests that measure their own process, or wait for programs of theirs: the slowest, so they begin first. */
const APART = [
  'test/cost/allocations.test.ts',
  'test/cost/collected-young.test.ts',
  'test/cost/no-blocking.test.ts',
  'test/http/proxy-warnings.test.ts',
  'test/console/user-commands.test.ts',
  'test/lifecycle/embedded.test.ts',
  'test/lifecycle/start-failure.test.ts',
];

/** Generous: a machine that is busy with other things is no defect. */
const TIMES = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // A landing does not hang on one moment of a busy machine, where a fault shows twice. On a desk every test has one try.
  retry: process.env['CI'] === undefined ? 0 : 1,
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    // Many files wait for much of their time: three at once keep two cores busy.
    maxWorkers: 3,
    projects: [
      // A process for each file. vitest begins with the project that isolates, in the order of the names.
      { test: { name: 'apart', include: APART, ...TIMES } },
      // A process for many files: loading the product and PGlite once is most of what a file would take.
      {
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: APART,
          isolate: false,
          setupFiles: ['test/support/leave-nothing.ts'],
          ...TIMES,
        },
      },
    ],
  },
});
