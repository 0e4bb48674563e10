import { lstatSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files on their way into a folder: written whole under temporary names, and all renamed at the end. */
export interface Stage {
  /** Writes a file under its temporary name. Errors of the file system are thrown. */
  readonly put: (path: string, content: string) => void;
  /** Gives all files their names, and removes others; folders that become empty go too. */
  readonly commit: (deletions: readonly string[]) => void;
  /** Takes back what was put. */
  readonly discard: () => void;
}

/**
 * Opens a stage. It never writes through a link, nor over one: what stands at a path has to be a regular file, and what
 * stands above it a folder. Nothing is held in memory but paths.
 *
 * @param root the folder that all paths are below
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
      // A process of the same number may have left one.
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

/** Throws for a path that is not a regular file, or leads through what is not a folder. `folders` are known to be some. */
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
      return; // not empty, or gone already
    }
  }
}
