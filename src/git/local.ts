import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { FileSet } from '../files/file-set.ts';
import { NONE } from './local-make.ts';
import { differenceLocally, historyLocally, snapshotLocally } from './local-read.ts';
import { type LocalBranch, localWriter, readHead } from './local-write.ts';
import type { CommitId, Repository, Unavailable } from './port.ts';
import { failed, gitAnywhere, gitIn } from './program.ts';
import { settingError } from './setting-error.ts';

export interface LocalRepositoryOptions {
  /** The folder of a bare repository. */
  readonly dir: string;
  /** The branch that is read and written, without `refs/heads/`. */
  readonly branch: string;
  /** Milliseconds a commit waits while other processes hold the branch's lock; 10,000 unless told. */
  readonly patience?: number;
}

/** Commits after which Git is asked whether it wants to pack what they left; it then works in the background. */
const TIDY_EVERY = 200;

/**
 * A branch of a bare repository on this machine's disk, through the `git` program; as many processes as wish may
 * write to it. The first use checks the setting and throws a `GitSettingError` that says what to mend (no Git, no
 * bare repository there, no such branch); what fails later is `unavailable`.
 */
export function localRepository({ dir, branch, patience = 10_000 }: LocalRepositoryOptions): Repository {
  const local: LocalBranch = {
    git: gitIn(resolve(dir)),
    dir: resolve(dir),
    ref: `refs/heads/${branch}`,
    patience,
  };
  const write = localWriter(local);
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
        const result = await write(commit);
        if (result.kind === 'committed' && ++commits % TIDY_EVERY === 0) void tidy(local).catch(() => {});
        return result;
      }),
    history: (path, limit) => whenOpen(() => historyLocally(local.git, local.ref, path, limit)),
  };
}

async function headOf(local: LocalBranch): ReturnType<Repository['head']> {
  const head = await readHead(local);
  if (head === 'none') return { kind: 'unavailable', reason: `${local.dir} has no ${local.ref} any more` };
  return typeof head === 'string' ? { kind: 'head', head } : head;
}

/** Throws for a setting that can never work. */
async function open(local: LocalBranch, branch: string): Promise<Unavailable | undefined> {
  const answer = await local.git(['rev-parse', '--is-bare-repository', '--show-object-format']);
  if (answer.code === null) return failed('rev-parse', answer);
  if (answer.code === 127) throw settingError('the program git is not there: install Git 2.36 or newer');
  if (answer.code !== 0)
    throw settingError(
      `${local.dir} is not a Git repository (${answer.stderr.trim()}): make one with git init --bare`,
    );
  const [isBare, format] = answer.stdout.toString().split('\n');
  if (isBare !== 'true')
    throw settingError(`${local.dir} is not a bare repository: make one with git clone --bare`);
  if (format !== 'sha1')
    throw settingError(
      `${local.dir} has SHA-256 ids, GitHub and Argo CD want SHA-1: make it with --object-format=sha1`,
    );
  const head = await readHead(local);
  if (head === 'none') throw settingError(`${local.dir} has no branch ${branch}: push a first commit to it`);
  if (typeof head !== 'string') return head;
  await tidy(local);
  return undefined;
}

/** Objects of their own after which Git packs: the list of ten thousand tenants is half a megabyte, once a commit. */
const OFTEN = ['-c', 'gc.auto=2000'];

/** What commits and killed processes leave behind in the long run: many loose objects, reports of crashes. */
async function tidy({ git, dir }: LocalBranch): Promise<void> {
  const reports = (await readdir(dir)).filter((name) => name.startsWith('fast_import_crash_'));
  await Promise.all(reports.map((name) => rm(join(dir, name), { force: true })));
  await git([...OFTEN, 'gc', '--auto', '--quiet']);
}

/**
 * Makes a bare repository whose branch holds the files in one first commit: whole or not at all. Out: that commit.
 * Throws when there is something at the folder already or it cannot be written.
 */
export async function createLocalRepository(
  dir: string,
  files: FileSet,
  message: string,
  branch = 'main',
): Promise<CommitId> {
  if (await stat(dir).catch(() => undefined))
    throw settingError(`${dir} is there already: name a new folder`);
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
  if (made.code !== 0) throw settingError(failed('init', made).reason);
  const local = { git: gitIn(dir), dir, ref: `refs/heads/${branch}`, patience: 0 };
  const changes = { additions: files, deletions: [] };
  const result = await localWriter(local)({ parent: NONE, changes, message });
  if (result.kind !== 'committed') throw settingError(`no first commit in ${dir}: ${JSON.stringify(result)}`);
  return result.commit;
}
