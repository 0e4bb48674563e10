// Mutation tests of one room of src/, against its own unit tests: MUTATION_ROOM=gate npm run test:mutation
const room = process.env.MUTATION_ROOM ?? 'gate';

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: [`src/${room}/**/*.ts`],
  // The words of a message are not what is tested here.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // A run goes on from what the last whole one found out.
  incremental: true,
  incrementalFile: `.stryker/${room}.json`,
  tempDirName: '.stryker/sandbox',
  ignorePatterns: ['lib', 'dist', 'argocd', '.local'],
  timeoutMS: 60_000,
  reporters: ['progress-append-only', 'clear-text'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
};
