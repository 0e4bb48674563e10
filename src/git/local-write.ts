import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commitImport, NO_COMMIT } from './local-import.ts';
import type { CommitId, CommitResult, NewCommit, Unavailable } from './port.ts';
import { checkPaths } from './repository-paths.ts';
import { type Answer, gitFailure, type RunGit } from './run-git.ts';
import { removeStaleLock } from './stale-lock.ts';

/** A branch of a bare repository. */
export interface LocalBranch {
  readonly git: RunGit;
  readonly dir: string;
  /** `refs/heads/…` */
  readonly ref: string;
  /** Milliseconds a commit waits while other processes hold the branch's lock. */
  readonly patience: number;
}

/**
 * Makes a commit and moves the branch to it. While others hold the branch's lock, it tries again.
 *
 * @throws for a path that no repository can hold
 */
export async function commitLocally(branch: LocalBranch, commit: NewCommit): Promise<CommitResult> {
  checkPaths(commit.changes);
  const head = await readHead(branch);
  if (typeof head !== 'string') return head;
  if (!isAt(head, commit.parent)) return { kind: 'moved' };
  return moveBranch(branch, commitImport(branch.git, branch.ref, commit), commit.parent);
}

/** The branch's commit; `none` while there is no such branch. */
export async function readHead({ git, dir, ref }: LocalBranch): Promise<CommitId | 'none' | Unavailable> {
  // Starting a program takes longer than reading a file. A loose reference takes precedence over a packed one.
  const loose = await readFile(join(dir, ref), 'latin1').catch(() => '');
  if (/^[0-9a-f]{40}\n$/.test(loose)) return loose.trim();
  const answer = await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  if (answer.code === 0) return answer.stdout.toString().trim();
  return answer.code === 1 ? 'none' : gitFailure('rev-parse', answer);
}

const isAt = (head: CommitId | 'none', parent: CommitId): boolean =>
  head === parent || (head === 'none' && parent === NO_COMMIT);

/** The exit code of a `git fast-import` that made the commit and did not move the branch. */
const NOT_MOVED = 1;

/**
 * Runs an import until the branch has moved, by it or by others, or the branch's patience is used up.
 *
 * @param runImport as `commitImport` makes it
 */
export async function moveBranch(
  branch: LocalBranch,
  runImport: () => Promise<Answer>,
  parent: CommitId,
): Promise<CommitResult> {
  const until = Date.now() + branch.patience;
  for (;;) {
    const answer = await runImport();
    const commit = answer.stdout.toString().trim();
    if (answer.code === 0) return { kind: 'committed', commit };
    const outcome = await outcomeOf(branch, commit, parent);
    if (outcome !== 'unmoved') return outcome;
    if (answer.code !== NOT_MOVED || Date.now() > until) return gitFailure('fast-import', answer);
    await removeStaleLock(branch.dir, answer.stderr);
    await sleep(5 + Math.random() * 45);
  }
}

/** After a failure only the branch says what happened; exit codes and messages of Git do not. */
async function outcomeOf(
  branch: LocalBranch,
  commit: CommitId,
  parent: CommitId,
): Promise<CommitResult | 'unmoved'> {
  const head = await readHead(branch);
  if (typeof head !== 'string') return head;
  if (isAt(head, parent)) return 'unmoved';
  if (commit === '' || head === 'none') return { kind: 'moved' };
  const { code } = await branch.git(['merge-base', '--is-ancestor', commit, head]);
  return code === 0 ? { kind: 'committed', commit } : { kind: 'moved' };
}
