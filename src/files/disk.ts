import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { FileChanges, FileSet } from './file-set.ts';

/** How many files are open at once. */
const WIDTH = 32;

/**
 * Every file below the given folders or at the given paths, as a set; what is not there is left out. A link counts as
 * the file that it names; one to a folder or to nothing is an error, for nothing may be passed over in silence.
 * In: the root and paths below it. Errors of the file system other than "not there" are thrown.
 */
export async function readFiles(root: string, paths: readonly string[]): Promise<FileSet> {
  const found = (await Promise.all(paths.map((path) => listFiles(root, path)))).flat().sort();
  const contents = await inParallel(
    found,
    async (path) => [path, await readFile(join(root, path), 'utf8')] as const,
  );
  return new Map(contents);
}

/**
 * Carries out changes: each file is written under a temporary name and renamed, so a reader sees the old or the
 * new one and never half of it; folders that become empty go too.
 */
export async function applyChanges(root: string, changes: FileChanges): Promise<void> {
  await inParallel([...changes.additions], async ([path, content]) => writeWhole(join(root, path), content));
  await inParallel(changes.deletions, async (path) => rm(join(root, path), { force: true }));
  for (const path of changes.deletions) await removeEmptyFolders(root, dirname(path));
}

async function writeWhole(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function listFiles(root: string, path: string): Promise<string[]> {
  try {
    const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch (error) {
    if (hasCode(error, 'ENOTDIR')) return [path];
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let path = folder; path !== '.' && path !== '/'; path = dirname(path)) {
    try {
      await rmdir(join(root, path));
    } catch {
      return; // not empty, or gone already
    }
  }
}

/** Works on all items, WIDTH at a time. After a failure no item is begun, and what is under way ends before it is thrown. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const i = next++;
      try {
        results[i] = await work(items[i] as T);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(WIDTH, items.length) }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
