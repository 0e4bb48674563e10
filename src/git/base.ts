import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes. */
export const LARGEST_ANSWER = 2 ** 30;

/** What Git answers; nothing when it fails, which here means that what was asked about is not there. */
export async function git(root: string, ...args: string[]): Promise<string | undefined> {
  try {
    return (await run('git', args, { cwd: root, maxBuffer: LARGEST_ANSWER })).stdout;
  } catch {
    return undefined;
  }
}

/** Whether a folder lies in a work tree; from then on a Git that is missing or refuses is an error. */
export function isInRepository(folder: string): boolean {
  const parent = dirname(folder);
  return existsSync(join(folder, '.git')) || (parent !== folder && isInRepository(parent));
}

/** A commit; `none` where there is nothing that could have been meant, `unknown` for a revision that is not there. */
export type Resolved =
  | {
      readonly kind: 'commit';
      readonly commit: string;
      /** What a person has to know about it. */
      readonly notice?: string;
    }
  | { readonly kind: 'none' | 'unknown'; readonly reason: string };

/** The commit of a revision; without one, where the branch left `origin/main`. */
export async function resolveRevision(root: string, revision: string | undefined): Promise<Resolved> {
  const missing = (reason: string): Resolved => ({
    kind: revision === undefined ? 'none' : 'unknown',
    reason,
  });
  if (!isInRepository(resolve(root))) return missing('not in a Git repository');
  await run('git', ['rev-parse', '--git-dir'], { cwd: root });
  const commit =
    revision === undefined
      ? await git(root, 'merge-base', 'HEAD', 'origin/main')
      : await git(root, 'rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`);
  if (commit === undefined)
    return missing(revision === undefined ? 'there is no origin/main' : `no such revision: ${revision}`);
  return { kind: 'commit', commit: commit.trim() };
}

/**
 * Where a branch left another one: what happened there since is not its doing. In: the other revision, or nothing (as
 * `resolveRevision` takes it), and the branch. Out: the merge base; the revision itself, with a notice, where the two
 * have no commit in common.
 */
export async function resolveMergeBase(
  root: string,
  revision: string | undefined,
  head = 'HEAD',
): Promise<Resolved> {
  const found = await resolveRevision(root, revision);
  if (revision === undefined || found.kind !== 'commit') return found;
  const other = await resolveRevision(root, head);
  if (other.kind !== 'commit') return other;
  const base = await git(root, 'merge-base', found.commit, other.commit);
  if (base !== undefined) return { kind: 'commit', commit: base.trim() };
  return { ...found, notice: `${revision} has no commit in common with ${head}: compared with it as it is` };
}
