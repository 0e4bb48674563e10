import { defineConfig } from 'vitest/config';

/** The rendered pods, started with stand-ins of the application's images in namespaces of their own (as root, on Linux). */
export default defineConfig({
  test: {
    include: ['test/contract/**/*.test.ts'],
    globalSetup: 'test/contract/set-up.ts',
    reporters: 'verbose',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
