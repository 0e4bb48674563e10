import type { NewCommit, Reading } from './port.ts';

/**
 * Checks paths before a commit.
 *
 * @throws for a path that Git or its server would refuse, or that leads out of the repository: a defect of the caller
 */
export function checkPaths({ additions, deletions }: NewCommit['changes']): void {
  for (const path of [...additions.keys(), ...deletions]) {
    const isSafe = path.split('/').every((part) => !['', '.', '..'].includes(part) && !/^\.git$/i.test(part));
    if (!isSafe || path.includes('\0')) throw new Error(`not a path inside a repository: ${path}`);
  }
}

/** Returns whether the text at a path is to be read. */
export function readingOf(reading: Reading): (path: string) => boolean {
  const files = new Set(reading.filter((place) => !place.endsWith('/')));
  const folders = reading.filter((place) => place.endsWith('/'));
  return (path) => files.has(path) || folders.some((folder) => path.startsWith(folder));
}
