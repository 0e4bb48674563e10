import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    testTimeout: 30_000,
    // Much of the time is spent waiting, for Git and for resolvers that are silent: no core is kept free.
    maxWorkers: availableParallelism(),
  },
});
