import { kindOfMode } from './entry-kind.ts';
import { readArchive } from './github-archive.ts';
import { dataOf, type GitHubBranch } from './github-request.ts';
import type { CommitId, EntryKind } from './port.ts';

/** What stands at a path of a commit. Its blob is unknown when the tree was too large for GitHub to list. */
export interface Entry {
  readonly path: string;
  readonly blob: string | undefined;
  readonly kind: EntryKind;
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
    entries: entries.map(({ path, sha, mode }) => ({ path, blob: sha, kind: kindOfMode(mode) })),
  };
}

async function entriesOfArchive(branch: GitHubBranch, commit: CommitId): Promise<Entry[]> {
  const { entries } = await readArchive(branch, commit, () => false);
  return [...entries].map(([path, kind]) => ({ path, kind, blob: undefined }));
}

/** More folders than this are listed with the whole tree. */
const MOST_FOLDERS = 40;

/**
 * What stands at some paths of a commit. GitHub's comparison of two commits tells no modes, so that a link looks like
 * a file there; the lists of the paths' folders do.
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

/** Every folder on the way to a path. */
function foldersOn(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** Lists a folder and those wanted below it, all of one depth at once. */
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
