import { defineConfig } from 'vitest/config';

/** Beside an installation of the Helm charts, on a cluster of its own: `KUBECONFIG` names it. */
export default defineConfig({
  test: {
    include: ['test/installed/**/*.test.ts'],
    globalSetup: 'test/cluster/set-up.ts',
    setupFiles: 'test/cluster/on-failure.ts',
    reporters: 'verbose',
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
