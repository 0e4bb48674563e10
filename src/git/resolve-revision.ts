import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { failureReason, gitInWorkTree } from './run-git.ts';

/**
 * The output of Git in a work tree.
 *
 * @returns nothing when Git fails, which here means that what was asked about does not exist
 */
export async function gitOutput(root: string, ...args: string[]): Promise<string | undefined> {
  const { code, stdout } = await gitInWorkTree(root)(args);
  return code === 0 ? stdout.toString() : undefined;
}

/** Whether a folder lies in a work tree. From then on a Git that is missing or refuses is an error. */
export function isInWorkTree(folder: string): boolean {
  const parent = dirname(folder);
  return existsSync(join(folder, '.git')) || (parent !== folder && isInWorkTree(parent));
}

/** A commit; `none` when no revision was given and there is no default, `unknown` for a revision that does not exist. */
export type Resolved =
  | {
      readonly kind: 'commit';
      readonly commit: string;
      /** What the user has to know about it. */
      readonly notice?: string;
    }
  | { readonly kind: 'none' | 'unknown'; readonly reason: string };

/**
 * The commit of a revision.
 *
 * @param root a folder anywhere in a work tree
 * @param revision by default, the merge base of `HEAD` and `origin/main`
 * @throws when Git is missing or refuses the repository
 */
export async function resolveRevision(root: string, revision: string | undefined): Promise<Resolved> {
  const missing = (reason: string): Resolved => ({
    kind: revision === undefined ? 'none' : 'unknown',
    reason,
  });
  if (!isInWorkTree(resolve(root))) return missing('not in a Git repository');
  const repository = await gitInWorkTree(root)(['rev-parse', '--git-dir']);
  if (repository.code !== 0) throw new Error(failureReason('rev-parse', repository));
  const commit =
    revision === undefined
      ? await gitOutput(root, 'merge-base', 'HEAD', 'origin/main')
      : await gitOutput(root, 'rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`);
  if (commit === undefined)
    return missing(revision === undefined ? 'there is no origin/main' : `no such revision: ${revision}`);
  return { kind: 'commit', commit: commit.trim() };
}

/**
 * The commit where a branch left another one; what happened on the other one since is not the branch's change.
 *
 * @param revision the other one, as `resolveRevision` takes it
 * @param head the branch
 * @returns the merge base; without a common commit the revision itself, with a notice
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
  const base = await gitOutput(root, 'merge-base', found.commit, other.commit);
  if (base !== undefined) return { kind: 'commit', commit: base.trim() };
  return {
    ...found,
    notice: `${revision} and ${head} have no common commit: comparing with ${revision} itself`,
  };
}
