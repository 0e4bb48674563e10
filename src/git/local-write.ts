import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPaths } from './paths.ts';
import type { CommitId, CommitResult, NewCommit, Unavailable } from './port.ts';
import { failed, type RunGit } from './program.ts';
import { removeStaleLock } from './stale-lock.ts';

/** A bare repository and the one branch of it that is written to. */
export interface LocalBranch {
  readonly git: RunGit;
  readonly dir: string;
  /** `refs/heads/…` */
  readonly ref: string;
  /** Milliseconds a commit waits while other processes hold the branch's lock. */
  readonly patience: number;
}

/** What the author and committer of each commit are called. */
const PERSON = 'MechanicBuddy <platform@mechanicbuddy.app>';

/** Git's word for "there is none". */
export const NONE = '0'.repeat(40);

/** Writes the objects first, which nobody sees, then moves the branch in one step that compares and swaps. */
export async function commitLocally(branch: LocalBranch, commit: NewCommit): Promise<CommitResult> {
  checkPaths(commit.changes);
  const made = await writeCommit(branch, commit);
  if (typeof made === 'string') return moveBranch(branch, made, commit.parent);
  const head = await readHead(branch);
  return typeof head === 'string' && head !== commit.parent ? { kind: 'moved' } : made;
}

/** The branch's commit; `none` while there is no such branch. */
export async function readHead({ git, dir, ref }: LocalBranch): Promise<CommitId | 'none' | Unavailable> {
  // Each commit asks, and starting a program takes longer than the question. What stands here goes before packed ones.
  const loose = await readFile(join(dir, ref), 'latin1').catch(() => '');
  if (/^[0-9a-f]{40}\n$/.test(loose)) return loose.trim();
  const answer = await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  if (answer.code === 0) return answer.stdout.toString().trim();
  return answer.code === 1 ? 'none' : failed('rev-parse', answer);
}

/** Files whose commit Git unpacks into single objects at once (100), with the trees on the way counted generously. */
const FEW_FILES = 30;
/** The pack in between is not pressed: a folder of ten thousand records is half a megabyte, pressed twice otherwise. */
const UNPACKED = ['-c', 'fastimport.unpackLimit=100', '-c', 'pack.compression=0'];

/** One process, whatever the number of files or tenants: no index, no work tree, only the trees on the way. */
async function writeCommit({ git }: LocalBranch, commit: NewCommit): Promise<CommitId | Unavailable> {
  const settings = commit.changes.additions.size <= FEW_FILES ? UNPACKED : [];
  const importing = ['fast-import', '--quiet', '--done', '--date-format=raw'];
  const answer = await git([...settings, ...importing], streamOf(commit));
  return answer.code === 0 ? answer.stdout.toString().trim() : failed('fast-import', answer);
}

/** The commit is made on a name that is given up again before it is ever written: a killed process leaves none. */
function streamOf({ parent, changes, message }: NewCommit): Buffer {
  const name = 'refs/mechanicbuddy/being-written';
  const lines = [
    `commit ${name}\nmark :1\ncommitter ${PERSON} ${Math.floor(Date.now() / 1000)} +0000\n`,
    ...data(`${message.trimEnd()}\n`),
    parent === NONE ? '' : `from ${parent}\n`,
    ...changes.deletions.map((path) => `D ${quoted(path)}\n`),
    ...[...changes.additions].flatMap(([path, text]) => [`M 100644 inline ${quoted(path)}\n`, ...data(text)]),
    `\nget-mark :1\nreset ${name}\nfrom ${NONE}\n\ndone\n`,
  ];
  return Buffer.concat(lines.map((line) => Buffer.from(line)));
}

const data = (text: string): string[] => [`data ${Buffer.byteLength(text)}\n`, text, '\n'];

const quoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;

/** Moves the branch if it still stands where it was; when others hold its lock, tries again for a while. */
export async function moveBranch(branch: LocalBranch, to: CommitId, from: CommitId): Promise<CommitResult> {
  const until = Date.now() + branch.patience;
  for (;;) {
    const answer = await branch.git(['update-ref', '--stdin'], updateOf(branch.ref, to, from));
    if (answer.code === 0) return { kind: 'committed', commit: to };
    const result = await whatHappened(branch, to, from);
    if (result !== 'still') return result;
    if (Date.now() > until) return failed('update-ref', answer);
    await removeStaleLock(branch.dir, answer.stderr);
    await sleep(5 + Math.random() * 45);
  }
}

const updateOf = (ref: string, to: CommitId, from: CommitId): string =>
  `start\nupdate ${ref} ${to} ${from}\nprepare\ncommit\n`;

/** After a failure the branch alone says what became of it; Git's words and exit codes do not. */
async function whatHappened(
  branch: LocalBranch,
  to: CommitId,
  from: CommitId,
): Promise<CommitResult | 'still'> {
  const head = await readHead(branch);
  if (typeof head !== 'string') return head;
  if (head === to) return { kind: 'committed', commit: to };
  if (head === from || (head === 'none' && from === NONE)) return 'still';
  const { code } = await branch.git(['merge-base', '--is-ancestor', to, head]);
  return code === 0 ? { kind: 'committed', commit: to } : { kind: 'moved' };
}
