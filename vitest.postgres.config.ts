import { defineConfig } from 'vitest/config';

/** What the rendered Jobs of a move do to a real PostgreSQL (Debian's package `postgresql`). */
export default defineConfig({
  test: {
    include: ['test/postgres/**/*.test.ts'],
    reporters: 'verbose',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // They mostly wait.
    maxWorkers: 2,
  },
});
