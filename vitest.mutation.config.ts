import { defineConfig } from 'vitest/config';

const room = process.env['MUTATION_ROOM'] ?? 'gate';

/** The tests that Stryker runs for each mutant: those of one room, but not what plays whole lives. */
export default defineConfig({
  test: {
    testTimeout: 300_000,
    include: [`test/unit/${room}/**/*.test.ts`],
    exclude: ['test/unit/gate/lifecycle.test.ts'],
  },
});
