import { defineConfig } from 'vitest/config';

/** What is rendered, read by the programs that read it in production: nginx and promtool. */
export default defineConfig({
  test: {
    include: ['test/programs/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
