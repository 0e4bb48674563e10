import { lstatSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** What is at a path: a regular file (executable or not), a symbolic link or a submodule. Folders have no entry. */
export type EntryKind = 'file' | 'link' | 'submodule';

/** The kind of entry at each path. */
export type Entries = ReadonlyMap<string, EntryKind>;

/**
 * The entries of a work tree at or below some paths, as Git would record them. A file or link in place of one of their
 * parent folders is an entry too. Links are not followed; special files are left out, because Git does not record them.
 *
 * @param root the work tree
 * @param paths files or folders below the root
 * @throws errors of the file system other than "not found"
 */
export function readEntries(root: string, paths: readonly string[]): Map<string, EntryKind> {
  const found = new Map<string, EntryKind>();
  for (const path of paths) if (isReached(root, dirname(path), found)) collect(root, path, found);
  return found;
}

/** Whether every parent is a folder; the first that is not becomes an entry. */
function isReached(root: string, folder: string, found: Map<string, EntryKind>): boolean {
  if (folder === '.') return true;
  if (!isReached(root, dirname(folder), found)) return false;
  const stats = lstatSync(`${root}/${folder}`, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return stats !== undefined;
  enter(folder, stats, found);
  return false;
}

function collect(root: string, path: string, found: Map<string, EntryKind>): void {
  const stats = lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
  if (stats?.isDirectory()) collectBelow(root, path, found);
  else if (stats !== undefined) enter(path, stats, found);
}

function collectBelow(root: string, folder: string, found: Map<string, EntryKind>): void {
  const entries = readdirSync(`${root}/${folder}`, { withFileTypes: true });
  // Git checks a submodule out as a folder with an entry of this name.
  if (entries.some(({ name }) => name === '.git')) found.set(folder, 'submodule');
  else
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) collectBelow(root, path, found);
      else enter(path, entry, found);
    }
}

interface FileType {
  isFile(): boolean;
  isSymbolicLink(): boolean;
}

function enter(path: string, type: FileType, found: Map<string, EntryKind>): void {
  if (type.isFile()) found.set(path, 'file');
  else if (type.isSymbolicLink()) found.set(path, 'link');
}
