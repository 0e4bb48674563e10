import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { FileSet } from '../files/file-set.ts';
import { NO_COMMIT } from './local-import.ts';
import { differenceLocally, historyLocally, snapshotLocally } from './local-read.ts';
import { tidy } from './local-tidy.ts';
import { commitLocally, type LocalBranch, readHead } from './local-write.ts';
import type { CommitId, Repository, Unavailable } from './port.ts';
import { failureReason, gitAnywhere, gitFailure, gitInRepository } from './run-git.ts';
import { settingError } from './setting-error.ts';

export interface LocalRepositoryOptions {
  /** The folder of a bare repository. */
  readonly dir: string;
  /** The branch to read and write, without `refs/heads/`. */
  readonly branch: string;
  /** Milliseconds a commit waits while other processes hold the branch's lock; 10,000 by default. */
  readonly patience?: number;
}

/** Commits after which the repository is tidied. Each commit leaves a pack. */
const TIDY_EVERY = 200;

/**
 * A branch of a bare repository on this machine's disk, through the `git` program. Any number of processes may write to
 * it at the same time. What fails after the first use is `unavailable`.
 *
 * @returns a repository whose first use throws a `GitSettingError` when Git is missing, or there is no such bare
 *   repository or branch
 */
export function localRepository({ dir, branch, patience = 10_000 }: LocalRepositoryOptions): Repository {
  const local: LocalBranch = {
    git: gitInRepository(resolve(dir)),
    dir: resolve(dir),
    ref: `refs/heads/${branch}`,
    patience,
  };
  let isOpen = false;
  let commits = 0;
  const whenOpen = async <Result>(use: () => Promise<Result>): Promise<Result | Unavailable> => {
    const problem = isOpen ? undefined : await open(local, branch);
    if (problem !== undefined) return problem;
    isOpen = true;
    return use();
  };
  return {
    head: () => whenOpen(() => headOf(local)),
    snapshot: (head, reading) => whenOpen(() => snapshotLocally(local.git, head, reading)),
    difference: (from, to, reading) => whenOpen(() => differenceLocally(local.git, from, to, reading)),
    commit: (commit) =>
      whenOpen(async () => {
        const result = await commitLocally(local, commit);
        if (result.kind === 'committed' && ++commits % TIDY_EVERY === 0)
          void tidy(local.git, local.dir).catch(() => {});
        return result;
      }),
    history: (path, limit) => whenOpen(() => historyLocally(local.git, local.ref, path, limit)),
  };
}

async function headOf(local: LocalBranch): ReturnType<Repository['head']> {
  const head = await readHead(local);
  if (head === 'none') return { kind: 'unavailable', reason: `${local.dir} no longer has ${local.ref}` };
  return typeof head === 'string' ? { kind: 'head', head } : head;
}

/** Checks the settings; throws for one that can never work. */
async function open(local: LocalBranch, branch: string): Promise<Unavailable | undefined> {
  const answer = await local.git(['rev-parse', '--is-bare-repository', '--show-object-format']);
  if (answer.code === null) return gitFailure('rev-parse', answer);
  if (answer.code === 127) throw settingError('there is no git program: install Git 2.36 or newer');
  if (answer.code !== 0)
    throw settingError(
      `${local.dir} is not a Git repository (${answer.stderr.trim()}): make one with git init --bare`,
    );
  const [isBare, format] = answer.stdout.toString().split('\n');
  if (isBare !== 'true')
    throw settingError(`${local.dir} is not a bare repository: make one with git clone --bare`);
  if (format !== 'sha1')
    throw settingError(
      `${local.dir} uses SHA-256, which GitHub and Argo CD do not support: make one with git init --bare --object-format=sha1`,
    );
  const head = await readHead(local);
  if (head === 'none') throw settingError(`${local.dir} has no branch ${branch}: push a first commit to it`);
  if (typeof head !== 'string') return head;
  await tidy(local.git, local.dir);
  return undefined;
}

/**
 * Makes a bare repository whose branch holds the files in a first commit, whole or not at all.
 *
 * @returns the first commit
 * @throws when the folder already exists or cannot be written
 */
export async function createLocalRepository(
  dir: string,
  files: FileSet,
  message: string,
  branch = 'main',
): Promise<CommitId> {
  if (await stat(dir).catch(() => undefined))
    throw settingError(`${dir} already exists: choose a new folder`);
  const draft = `${resolve(dir)}.${randomUUID()}`;
  try {
    const commit = await fill(draft, files, message, branch);
    await rename(draft, dir);
    return commit;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function fill(dir: string, files: FileSet, message: string, branch: string): Promise<CommitId> {
  await mkdir(dirname(dir), { recursive: true });
  const made = await gitAnywhere([
    'init',
    '--quiet',
    '--bare',
    '--object-format=sha1',
    '--template=',
    `--initial-branch=${branch}`,
    dir,
  ]);
  if (made.code !== 0) throw settingError(failureReason('init', made));
  const local = { git: gitInRepository(dir), dir, ref: `refs/heads/${branch}`, patience: 0 };
  const changes = { additions: files, deletions: [] };
  const result = await commitLocally(local, { parent: NO_COMMIT, changes, message });
  if (result.kind !== 'committed')
    throw settingError(
      `${dir} did not take its first commit: ${result.kind === 'unavailable' ? result.reason : 'another process wrote to it'}`,
    );
  return result.commit;
}
