import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LastCommit, makeCommit, NONE } from './local-make.ts';
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

/** Writes to the branch, one commit after the other. */
export type WriteCommit = (commit: NewCommit) => Promise<CommitResult>;

/** Writes the objects first, which nobody sees, then moves the branch in one step that compares and swaps. */
export function localWriter(branch: LocalBranch): WriteCommit {
  let last: LastCommit | undefined;
  return async (commit) => {
    checkPaths(commit.changes);
    const made = await makeCommit(branch, commit, last);
    if (made.kind === 'unavailable') {
      const head = await readHead(branch);
      return typeof head === 'string' && head !== 'none' && head !== commit.parent ? { kind: 'moved' } : made;
    }
    last = made.last;
    return moveBranch(branch, made.commit, commit.parent);
  };
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
