import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Puts another module in a module's place, which would be there for others too. */
const MOCKING = ['test/unit/fleet/apply-events.test.ts'];

export default defineConfig({
  test: {
    // Ends what hangs; no test is timed, however loaded the machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // What `synth` remembers belongs to this run, not to the person who runs it.
    env: { XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'mechanicbuddy-cache-')) },
    // Much of the time is spent waiting, for Git and for resolvers that are silent: there is one worker more than cores.
    maxWorkers: availableParallelism() + 1,
    projects: [
      // One worker loads cdk8s once, not once a file.
      {
        extends: true,
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], exclude: MOCKING, isolate: false },
      },
      { extends: true, test: { name: 'unit, alone', include: MOCKING } },
    ],
  },
});
