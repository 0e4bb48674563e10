import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Collects the differences of files for a person: those of the first files line by line. */
export interface Patches {
  readonly add: (path: string, wanted: string, present: string | undefined) => void;
  /** All differences, with files that should not exist, in the order of paths. */
  readonly text: (root: string, removed: readonly string[]) => string;
}

/** More files than this are only named: a change of every tenant would print gigabytes. */
const MOST_SHOWN = 100;

/** Starts to collect differences. */
export async function openPatches(): Promise<Patches> {
  const { createTwoFilesPatch } = await import('diff');
  const patches = new Map<string, string>();
  let left = 0;
  const add = (path: string, wanted: string | undefined, present: string | undefined) => {
    if (patches.size >= MOST_SHOWN) {
      left++;
      return;
    }
    const names = [
      present === undefined ? '/dev/null' : `a/${path}`,
      wanted === undefined ? '/dev/null' : `b/${path}`,
    ] as const;
    const options = { context: 3 };
    patches.set(
      path,
      createTwoFilesPatch(...names, present ?? '', wanted ?? '', undefined, undefined, options),
    );
  };
  return {
    add,
    text: (root, removed) => {
      for (const path of removed)
        add(path, undefined, left > 0 ? '' : readFileSync(join(root, path), 'utf8'));
      const shown = [...patches.keys()].sort().map((path) => patches.get(path));
      return shown.join('') + (left > 0 ? `\n… and ${left} more, which are only named\n` : '');
    },
  };
}
