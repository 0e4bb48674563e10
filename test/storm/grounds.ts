import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileSet } from '../../src/files/file-set.ts';
import { createLocalRepository, localRepository } from '../../src/git/local.ts';
import type { Repository } from '../../src/git/port.ts';
import type { Fault } from '../fixtures/fault-proxy.ts';
import { startGitHub, TOKEN } from '../fixtures/git-github-ground.ts';
import type { Chance } from './chance.ts';
import { historyAtGitHub, historyLocally, type StormCommit } from './history.ts';
import { SLOW, TOO_SLOW } from './pace.ts';

/** A repository to which two services write. */
export interface StormGround {
  /** The arguments of Node that start a service. */
  readonly program: readonly string[];
  /** The environment by which a service finds the repository. */
  readonly variables: Readonly<Record<string, string>>;
  readonly repository: Repository;
  /** Stops the faults and returns how many there were. */
  readonly calm: () => number;
  /** Returns every commit of the branch, newest first. */
  readonly history: () => Promise<readonly StormCommit[]>;
  readonly close: () => Promise<void>;
}

const limited = { kind: 'status', headers: { 'retry-after': '1' } } as const;
const FAULTS: readonly Fault[] = [
  { kind: 'lost-answer' },
  { kind: 'half-answer' },
  { kind: 'reset' },
  { kind: 'late', delay: SLOW },
  { kind: 'slow', delay: SLOW },
  { kind: 'slow', delay: TOO_SLOW },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502, body: '<html>Bad Gateway</html>' },
  { ...limited, status: 403, message: 'You have exceeded a secondary rate limit' },
  { ...limited, status: 429 },
  { kind: 'status', status: 429 },
];
/** The share of faults among requests to GitHub's API. */
const FAULT_RATE = 0.08;

export const grounds: readonly {
  readonly name: string;
  readonly open: (files: FileSet, random: Chance) => Promise<StormGround>;
}[] = [
  { name: 'a local repository', open: (files) => localGround(files) },
  { name: 'GitHub’s API, with faults', open: githubGround },
];

async function localGround(files: FileSet): Promise<StormGround> {
  const dir = join(mkdtempSync(join(tmpdir(), 'mechanicbuddy-storm-')), 'repository.git');
  await createLocalRepository(dir, files, 'the fleet');
  return {
    program: ['src/cli/main.ts', 'serve'],
    variables: { GIT_ADAPTER: 'local', GIT_DIR: dir },
    repository: localRepository({ dir, branch: 'main' }),
    calm: () => 0,
    history: async () => historyLocally(dir),
    close: async () => rmSync(dirname(dir), { recursive: true }),
  };
}

async function githubGround(files: FileSet, random: Chance): Promise<StormGround> {
  const world = await startGitHub();
  const ground = await world.ground(files);
  let faults = 0;
  ground.plan(() => {
    if (random.next() >= FAULT_RATE) return undefined;
    faults += 1;
    return random.pick(FAULTS);
  });
  return {
    program: ['test/storm/service.ts'],
    variables: {
      GIT_ADAPTER: 'github',
      GITHUB_REPOSITORY: ground.repository,
      GITHUB_API_URL: world.proxy.url,
      GITHUB_TOKEN: TOKEN,
    },
    repository: ground.open(),
    calm: () => {
      ground.plan(() => undefined);
      return faults;
    },
    history: () => historyAtGitHub(world.proxy.url, ground.repository),
    close: world.stop,
  };
}
