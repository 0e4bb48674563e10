import { compare } from './github-difference.ts';
import { readHead } from './github-move.ts';
import { type GitHubBranch, unless } from './github-request.ts';
import type { CommitId } from './port.ts';

/** The newest head that is known, so that an older answer is taken for what it is. */
export interface NewestHead {
  /** The branch's commit. Throws what Octokit throws. */
  read(branch: GitHubBranch): Promise<CommitId>;
  /** The branch was moved here. */
  moved(to: CommitId): void;
}

/**
 * GitHub may tell an older head for a while after a write. An ancestor of the newest head that is known is stale then,
 * not news; when the time is over, it is believed, for somebody may have set the branch back.
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
