import { lstatSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files that are about to appear in a folder: written whole under temporary names, and all renamed at the end. */
export interface Stage {
  /** Writes a file under its temporary name; throws the file system's errors. */
  readonly put: (path: string, content: string) => void;
  /** Gives all files their names and removes others, with the folders that become empty. */
  readonly commit: (deletions: readonly string[]) => void;
  /** Removes the temporary files. */
  readonly discard: () => void;
}

/**
 * Opens a stage. It never writes through a link or over one: an existing entry has to be a regular file, and everything
 * above it a folder. Only paths are held in memory.
 *
 * @param root - the folder that all paths are relative to
 */
export function openStage(root: string): Stage {
  const staged = new Map<string, string>();
  const folders = new Set(['.']);
  return {
    put: (path, content) => {
      checkPlace(root, path, folders);
      const target = join(root, path);
      mkdirSync(dirname(target), { recursive: true });
      const temporary = `${target}.${process.pid}.tmp`;
      // An earlier process with the same number may have left one.
      rmSync(temporary, { force: true });
      staged.set(temporary, target);
      writeFileSync(temporary, content, { flag: 'wx' });
    },
    commit: (deletions) => {
      try {
        for (const path of deletions) checkPlace(root, path, folders);
        for (const [temporary, target] of staged) {
          renameSync(temporary, target);
          staged.delete(temporary);
        }
      } catch (error) {
        discard(staged);
        throw error;
      }
      for (const path of deletions) rmSync(join(root, path), { force: true });
      for (const path of deletions) removeEmptyFolders(root, dirname(path));
    },
    discard: () => discard(staged),
  };
}

/**
 * Checks that a path is free or a regular file, and that everything above it is a folder.
 *
 * @param folders - paths that are known to be folders; the ones found here are added
 */
function checkPlace(root: string, path: string, folders: Set<string>): void {
  for (let folder = dirname(path); !folders.has(folder); folder = dirname(folder)) {
    if (lstatSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() === false)
      throw new Error(`${folder} is not a folder: nothing was written`);
    folders.add(folder);
  }
  if (lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() === false)
    throw new Error(`${path} is not a regular file: nothing was written`);
}

function discard(staged: Map<string, string>): void {
  for (const temporary of staged.keys()) rmSync(temporary, { force: true });
  staged.clear();
}

function removeEmptyFolders(root: string, folder: string): void {
  for (let path = folder; path !== '.' && path !== '/'; path = dirname(path)) {
    try {
      rmdirSync(join(root, path));
    } catch {
      return; // not empty, or removed already
    }
  }
}
