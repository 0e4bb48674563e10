import { appendFileSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheBlock, type Entries, hashOf, type Key, readCache } from '../cache/cache.ts';
import type { KnownRecord } from '../platform/fleet.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import { programHash } from './version.ts';

/** What was rendered before, and where it is kept for the next time. */
export interface Remembered {
  readonly entries: Entries;
  /** Keeps other entries; a folder that cannot be written is no failure. In: the text of `platform.yaml`. */
  readonly keep: (entries: Entries) => void;
}

const NOTHING: Remembered = { entries: new Map(), keep: () => undefined };

/** Reads the cache of the fleet below a root: a file of its own in the user's cache folder (XDG). */
export function remember({ root, cache = true }: { root: string; cache?: boolean }): Remembered {
  const platform = textOf(join(root, PLATFORM_FILE));
  if (!cache || platform === undefined) return NOTHING;
  const file = cacheFile(root);
  const key: Key = { program: programHash(), platform: hashOf(platform) };
  const { entries: before, blocks } = readCache(textOf(file), key);
  return {
    entries: before,
    keep(entries) {
      const isFew =
        blocks > 0 && blocks < MOST_BLOCKS && [...before.keys()].every((name) => entries.has(name));
      const changed = isFew ? [...entries].filter(([name, entry]) => before.get(name) !== entry) : [];
      if (isFew && changed.length <= entries.size / MOST_BLOCKS)
        trying(() => appendFileSync(file, cacheBlock(new Map(changed), key)));
      else write(file, cacheBlock(entries, key));
    },
  };
}

/** Records that were read from just these texts before. */
export function knownRecords({ entries }: Remembered): KnownRecord {
  return (file, text) => {
    const entry = entries.get(file.replace(/^tenants\/|\.yaml$/g, ''));
    return entry !== undefined && entry.source === hashOf(text) ? entry.record : undefined;
  };
}

/** One edit among ten thousand is a line more, not six megabytes; now and then all is written anew. */
const MOST_BLOCKS = 50;

/** Where the cache of the fleet below a root lies. */
export function cacheFile(root: string): string {
  const folder = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(folder, 'mechanicbuddy', `${hashOf(realpathSync(root)).slice(0, 16)}.json`);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function write(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  trying(() => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  });
}

/** An aid that cannot be kept is done without. */
function trying(act: () => void): void {
  try {
    act();
  } catch {}
}
