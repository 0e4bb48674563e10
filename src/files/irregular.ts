import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';

/** An entry that is not a regular file, at a path where only a regular file is allowed. */
export interface Irregular {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly kind: 'symbolic link' | 'submodule' | 'folder' | 'special file';
}

/** A path in a repository, and whether it is a file, a folder of files, or a folder with folders in it. */
export type Place = readonly [path: string, holds: 'file' | 'files' | 'folders'];

/**
 * Finds everything at or below some places that is neither a regular file (executable or not) nor an allowed folder. Links
 * are not followed.
 *
 * @throws the file system's errors, except `ENOENT`
 */
export function irregularEntries(root: string, places: readonly Place[]): Irregular[] {
  return places.flatMap(([path, holds]) => {
    const found = lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
    if (found === undefined) return [];
    if (!found.isDirectory()) return holds === 'file' && found.isFile() ? [] : irregular(path, found);
    if (holds === 'file') return [{ path, kind: 'folder' as const }];
    return below(root, path, holds === 'folders');
  });
}

function below(root: string, folder: string, hasFolders: boolean): Irregular[] {
  const entries = readdirSync(`${root}/${folder}`, { withFileTypes: true });
  // Git checks a submodule out as a folder with an entry of this name.
  if (entries.some(({ name }) => name === '.git')) return [{ path: folder, kind: 'submodule' }];
  const found: Irregular[] = [];
  for (const entry of entries) {
    if (entry.isFile()) continue;
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) found.push(...irregular(path, entry));
    else if (hasFolders) found.push(...below(root, path, true));
    else found.push({ path, kind: 'folder' });
  }
  return found;
}

function irregular(path: string, entry: Dirent | Stats): Irregular[] {
  return [{ path, kind: entry.isSymbolicLink() ? 'symbolic link' : 'special file' }];
}
