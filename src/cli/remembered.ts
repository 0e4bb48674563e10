import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CacheEntries, type CacheKey, cacheBlock, hashOf, readCache } from '../cache/cache.ts';
import type { KnownRecord } from '../platform/fleet.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import { programHash } from './version.ts';

/** What was rendered before, and where it is kept for the next time. */
export interface Remembered {
  readonly entries: CacheEntries;
  /** The hash of the `platform.yaml` that it is remembered for. */
  readonly platform: string;
  /** Keeps other entries; a folder that cannot be written is no failure. */
  readonly keep: (entries: CacheEntries) => void;
}

export const NOTHING: Remembered = { entries: new Map(), platform: '', keep: () => undefined };

/** Reads the cache of the fleet below a root: a file of its own in the user's cache folder (XDG). */
export function remember({ root, cache = true }: { root: string; cache?: boolean }): Remembered {
  const text = textOf(join(root, PLATFORM_FILE));
  const file = cache && text !== undefined ? cacheFile(root) : undefined;
  if (text === undefined || file === undefined) return NOTHING;
  const key: CacheKey = { program: programHash(), platform: hashOf(text) };
  const { entries: before, blocks } = readCache(textOf(file), key);
  return {
    entries: before,
    platform: key.platform,
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

/** Where the cache of the fleet below a root lies; nowhere for a user without a home, as in some containers. */
export function cacheFile(root: string): string | undefined {
  return trying(() => {
    const folder = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
    return join(folder, 'mechanicbuddy', `${hashOf(realpathSync(root)).slice(0, 16)}.json`);
  });
}

function textOf(file: string): string | undefined {
  return trying(() => readFileSync(file, 'utf8'));
}

/** For its user alone: it holds what records hold, addresses and customers. */
function write(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  trying(() => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, file);
  });
  trying(() => rmSync(temporary, { force: true }));
}

/** An aid that cannot be read or kept is done without. */
function trying<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
