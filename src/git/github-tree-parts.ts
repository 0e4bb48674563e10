import type { NewCommit } from './port.ts';

/** One change of a tree: a text, or none for a removed path. */
export type TreeChange = { readonly path: string; readonly mode: '100644'; readonly type: 'blob' } & (
  | { readonly content: string }
  | { readonly sha: null }
);

/** The most bytes of JSON and the most changes in a request, well below what GitHub was seen to accept. */
const LARGEST_PART = 3 * 2 ** 20;
const LONGEST_PART = 500;

/** Splits changes into as few requests as possible, each on top of the one before. */
export function partsOf({ additions, deletions }: NewCommit['changes']): TreeChange[][] {
  const file = { mode: '100644', type: 'blob' } as const;
  const gone = deletions.map((path): TreeChange => ({ path, ...file, sha: null }));
  const come = [...additions].map(([path, content]): TreeChange => ({ path, ...file, content }));
  // A file takes a folder's place, or the other way round: the old one is removed first.
  if (takesPlace([...additions.keys()], deletions)) return [...split(gone), ...split(come)];
  return split([...gone, ...come]);
}

function takesPlace(additions: readonly string[], deletions: readonly string[]): boolean {
  return leadsInto(additions, deletions) || leadsInto(deletions, additions);
}

/** Returns whether one of the paths is a folder of one of the others. */
function leadsInto(paths: readonly string[], others: readonly string[]): boolean {
  const folders = new Set(others.flatMap(foldersOf));
  return paths.some((path) => folders.has(path));
}

function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

function split(changes: readonly TreeChange[]): TreeChange[][] {
  const parts: TreeChange[][] = [];
  let room = 0;
  for (const change of changes) {
    const size = Buffer.byteLength(JSON.stringify(change));
    const part = parts.at(-1);
    if (part === undefined || size > room || part.length >= LONGEST_PART) {
      parts.push([change]);
      room = LARGEST_PART - size;
    } else {
      part.push(change);
      room -= size;
    }
  }
  return parts;
}
