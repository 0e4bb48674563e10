import { kindOfMode } from './entry-kind.ts';
import { readArchive } from './github-archive.ts';
import { dataOf, type GitHubBranch } from './github-request.ts';
import type { CommitId, EntryKind } from './port.ts';

/** What stands at a path of a commit. Its blob is unknown when the tree was too large for GitHub to list. */
export interface GitHubEntry {
  readonly path: string;
  readonly blob: string | undefined;
  readonly kind: EntryKind;
}

/** The entries of a commit. */
export interface Listing {
  /** Whether GitHub listed them. Otherwise they were read from the archive and have no blobs. */
  readonly isListed: boolean;
  readonly entries: readonly GitHubEntry[];
}

/**
 * Every path at a commit, with one request. GitHub lists up to 100,000 entries or 7 MB. A larger tree is read from the
 * archive, also one request: listing the folders of ten thousand tenants would use up an hour's requests.
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
    entries: entries.map(({ path, sha, mode }) => ({ path, blob: sha, kind: kindOfMode(mode) })),
  };
}

async function entriesOfArchive(branch: GitHubBranch, commit: CommitId): Promise<GitHubEntry[]> {
  const { entries } = await readArchive(branch, commit, () => false);
  return [...entries].map(([path, kind]) => ({ path, kind, blob: undefined }));
}

/** For more folders than this, the whole tree is listed. */
const MOST_FOLDERS = 8;

/**
 * What stands at some paths of a commit. GitHub's comparison of two commits has no modes, so a link looks like a file
 * there. The listings of the paths' folders have them.
 */
export async function kindsAt(
  branch: GitHubBranch,
  commit: CommitId,
  paths: readonly string[],
): Promise<ReadonlyMap<string, EntryKind>> {
  const folders = new Set(paths.flatMap(foldersOn));
  if (folders.size > MOST_FOLDERS) {
    const { entries } = await listTree(branch, commit);
    return new Map(entries.map(({ path, kind }) => [path, kind]));
  }
  const kinds = new Map<string, EntryKind>();
  if (paths.length > 0) await listFolders(branch, commit, '', folders, kinds);
  return kinds;
}

/** Every folder above a path. */
function foldersOn(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** Lists a folder and the wanted folders below it, those of one depth at the same time. */
async function listFolders(
  branch: GitHubBranch,
  tree: string,
  folder: string,
  wanted: ReadonlySet<string>,
  kinds: Map<string, EntryKind>,
): Promise<void> {
  const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
  const listed = await dataOf(branch.client.request(route, { ...branch.common, tree_sha: tree }));
  const below: Promise<void>[] = [];
  for (const { path: name, sha, mode, type } of listed.tree) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (type !== 'tree') kinds.set(path, kindOfMode(mode));
    else if (wanted.has(path)) below.push(listFolders(branch, sha, path, wanted, kinds));
  }
  await Promise.all(below);
}
