import type { ObjectWriter } from './local-objects.ts';
import type { CommitId, NewCommit, Unavailable } from './port.ts';
import { failed, type RunGit } from './program.ts';
import { editTree, FOLDER, type TreeEntry } from './tree.ts';

/** Trees of one commit by the path of their folder, the root's without a path; a folder that is not there is empty. */
export type Folders = ReadonlyMap<string, Buffer>;

const EMPTY = Buffer.alloc(0);

/** Every folder on the way to the changed files, the root first. */
export function foldersOf({ additions, deletions }: NewCommit['changes']): string[] {
  const paths = [...additions.keys(), ...deletions];
  const folders = paths.flatMap((path) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
  });
  return ['', ...new Set(folders)];
}

/** Folders at a commit, with one program for all of them. In: paths without a line break. */
export async function readFolders(
  git: RunGit,
  commit: CommitId,
  folders: readonly string[],
): Promise<Folders | Unavailable> {
  if (folders.length === 0) return new Map();
  const asked = folders.map((folder) => (folder === '' ? `${commit}^{tree}` : `${commit}:${folder}`));
  const answer = await git(['cat-file', '--batch'], asked.map((name) => `${name}\n`).join(''));
  if (answer.code !== 0) return failed('cat-file', answer);
  const trees = treesOf(folders, answer.stdout);
  if (trees.has('') || !folders.includes('')) return trees;
  return { kind: 'unavailable', reason: `git cat-file: there is no commit ${commit}` };
}

/** What `git cat-file --batch` said of each folder; what is a file or not there is none. */
function treesOf(folders: readonly string[], output: Buffer): Map<string, Buffer> {
  const trees = new Map<string, Buffer>();
  let at = 0;
  for (const folder of folders) {
    const end = output.indexOf('\n', at);
    const [, kind, size] = /^[0-9a-f]{40} (\w+) (\d+)$/.exec(output.toString('latin1', at, end)) ?? [];
    at = end + 1;
    if (size === undefined) continue;
    if (kind === 'tree') trees.set(folder, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return trees;
}

/** Folders that are kept from one commit to the next. */
const MOST_FOLDERS = 1000;

/**
 * Writes the blobs and trees that changes lead to. In: every folder on the way as it is. Out: the root's id, and the
 * folders as they are now, for the next commit on top of this one.
 */
export function writeTrees(
  writer: ObjectWriter,
  before: Folders,
  changes: NewCommit['changes'],
): { readonly root: string; readonly folders: Folders } {
  const edits = blobEdits(writer, changes);
  const folders = new Map(
    before.size > MOST_FOLDERS ? [...before].filter(([path]) => edits.has(path)) : before,
  );
  // Deepest first: a folder then knows those in it.
  for (const [folder, names] of [...edits].sort(([a], [b]) => depthOf(b) - depthOf(a))) {
    const tree = editTree(before.get(folder) ?? EMPTY, names);
    if (tree.length > 0) folders.set(folder, tree);
    else folders.delete(folder);
    // A file that takes the folder's place stays, and so does one that stood there all along.
    if (folder === '' || changes.additions.has(folder) || (tree.length === 0 && !before.has(folder)))
      continue;
    const entry = tree.length === 0 ? undefined : { mode: FOLDER, object: writer.put('tree', tree) };
    edits.get(parentOf(folder))?.set(nameOf(folder), entry);
  }
  const root = writer.put('tree', folders.get('') ?? EMPTY);
  const isKnown = ![...changes.additions.keys(), ...changes.deletions].some((path) => before.has(path));
  return { root, folders: isKnown ? folders : new Map() };
}

/** What becomes of the files of each folder on the way; an empty list where only folders in it change. */
function blobEdits(writer: ObjectWriter, changes: NewCommit['changes']) {
  const edits = new Map(
    foldersOf(changes).map((folder) => [folder, new Map<string, TreeEntry | undefined>()] as const),
  );
  for (const path of changes.deletions) edits.get(parentOf(path))?.set(nameOf(path), undefined);
  for (const [path, text] of changes.additions) {
    const object = writer.put('blob', Buffer.from(text));
    edits.get(parentOf(path))?.set(nameOf(path), { mode: '100644', object });
  }
  return edits;
}

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const depthOf = (folder: string): number => (folder === '' ? 0 : folder.split('/').length);
