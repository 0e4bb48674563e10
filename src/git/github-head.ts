import { compare } from './github-difference.ts';
import { readHead } from './github-move.ts';
import { type GitHubBranch, unless } from './github-request.ts';
import type { CommitId } from './port.ts';

/** Remembers the newest head, to recognise stale answers. */
export interface NewestHead {
  /**
   * Reads the branch's commit.
   *
   * @throws what Octokit throws
   */
  read(branch: GitHubBranch): Promise<CommitId>;
  /** Records that the branch was moved to a commit. */
  moved(to: CommitId): void;
}

/**
 * GitHub may return an older head for a while after a write. During that time an ancestor of the newest known head is
 * stale. Afterwards it is believed, since somebody may have set the branch back.
 *
 * @param staleFor milliseconds
 */
export function newestHead(staleFor: number): NewestHead {
  let newest: { readonly head: CommitId; readonly since: number } | undefined;
  const know = (head: CommitId): CommitId => {
    if (newest?.head !== head) newest = { head, since: Date.now() };
    return head;
  };
  return {
    moved: know,
    async read(branch) {
      const head = await readHead(branch);
      const known = newest;
      if (known === undefined || known.head === head || Date.now() - known.since > staleFor)
        return know(head);
      const compared = await unless(404, compare(branch, known.head, head));
      return compared?.status === 'behind' ? known.head : know(head);
    },
  };
}
