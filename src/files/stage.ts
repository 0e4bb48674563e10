import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
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

/** In: the root that paths are below. Nothing is held in memory but paths. */
export function openStage(root: string): Stage {
  const staged = new Map<string, string>();
  return {
    put: (path, content) => {
      const target = join(root, path);
      mkdirSync(dirname(target), { recursive: true });
      const temporary = `${target}.${process.pid}.tmp`;
      staged.set(temporary, target);
      writeFileSync(temporary, content);
    },
    commit: (deletions) => {
      try {
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
