/** Files as a value: from path (relative to the root, with `/`) to content. */
export type FileSet = ReadonlyMap<string, string>;

/** The changes that turn one set of files into another. Paths are sorted. */
export interface FileChanges {
  readonly additions: FileSet;
  readonly deletions: readonly string[];
  readonly unchanged: number;
}

/** Compares the files that exist with those that are wanted. */
export function compareFiles(present: FileSet, wanted: FileSet): FileChanges {
  const additions = new Map<string, string>();
  for (const path of [...wanted.keys()].sort()) {
    const content = wanted.get(path) as string;
    if (present.get(path) !== content) additions.set(path, content);
  }
  const deletions = [...present.keys()].filter((path) => !wanted.has(path)).sort();
  return { additions, deletions, unchanged: wanted.size - additions.size };
}
