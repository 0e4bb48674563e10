import { defineConfig } from 'vitest/config';

/** The fleet page as a person uses it, in a real browser (Debian's package `chromium`). */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    reporters: 'verbose',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000, interval: 30 } },
    // A browser and a service each.
    maxWorkers: 2,
  },
});
