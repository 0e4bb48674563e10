import { readArchive } from './github-archive.ts';
import { dataOf, type GitHubBranch } from './github-request.ts';
import type { CommitId } from './port.ts';

/** A path at a commit. Its blob and mode are unknown when the tree was too large for GitHub to list. */
export interface Entry {
  readonly path: string;
  readonly blob: string | undefined;
  /** Links and submodules are paths without a text. */
  readonly isFile: boolean;
}

/** What is at a commit. */
export interface Listing {
  /** Whether GitHub listed it; else the entries were taken from the archive, and have no blobs. */
  readonly isListed: boolean;
  readonly entries: readonly Entry[];
}

/**
 * Every path at a commit, with one request. GitHub lists up to 100,000 entries or 7 MB; walking the folders of ten
 * thousand tenants would use up an hour's requests, so a larger tree is read from the archive, also one request.
 */
export async function listTree(branch: GitHubBranch, commit: CommitId): Promise<Listing> {
  const tree = await dataOf(
    branch.client.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      ...branch.common,
      tree_sha: commit,
      recursive: '1',
    }),
  );
  if (tree.truncated) return { isListed: false, entries: await entriesOfArchive(branch, commit) };
  const entries = tree.tree.filter(({ type }) => type !== 'tree');
  return {
    isListed: true,
    entries: entries.map(({ path, sha, mode }) => ({ path, blob: sha, isFile: mode.startsWith('100') })),
  };
}

async function entriesOfArchive(branch: GitHubBranch, commit: CommitId): Promise<Entry[]> {
  const { paths } = await readArchive(branch, commit, () => false);
  return [...paths].map(([path, isFile]) => ({ path, isFile, blob: undefined }));
}
