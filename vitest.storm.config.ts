import { defineConfig } from 'vitest/config';

/** Two services, one repository, everything that can go wrong at once. */
export default defineConfig({
  test: {
    include: ['test/storm/**/*.test.ts'],
    reporters: 'verbose',
    testTimeout: 300_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
