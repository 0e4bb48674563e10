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

/** The cache of earlier runs for one fleet. */
export interface FleetCache {
  readonly entries: CacheEntries;
  /** The hash of the `platform.yaml` that the entries belong to. */
  readonly platform: string;
  /** Saves entries for the next run; ignores a folder that cannot be written. */
  readonly save: (entries: CacheEntries) => void;
}

/** A cache without entries that saves nothing. */
export const NO_CACHE: FleetCache = { entries: new Map(), platform: '', save: () => undefined };

/**
 * Opens the cache of the fleet below a root: a file in the user's cache folder (XDG).
 *
 * @param cache - false for `--no-cache`
 */
export function openCache({ root, cache = true }: { root: string; cache?: boolean }): FleetCache {
  const text = textOf(join(root, PLATFORM_FILE));
  const file = cache && text !== undefined ? cachePath(root) : undefined;
  if (text === undefined || file === undefined) return NO_CACHE;
  const key: CacheKey = { program: programHash(), platform: hashOf(text) };
  const { entries: before, blocks } = readCache(textOf(file), key);
  return {
    entries: before,
    platform: key.platform,
    save(entries) {
      const isFew =
        blocks > 0 && blocks < MOST_BLOCKS && [...before.keys()].every((name) => entries.has(name));
      const changed = isFew ? [...entries].filter(([name, entry]) => before.get(name) !== entry) : [];
      if (isFew && changed.length <= entries.size / MOST_BLOCKS)
        trying(() => appendFileSync(file, cacheBlock(new Map(changed), key)));
      else write(file, cacheBlock(entries, key));
    },
  };
}

/** Returns a function that finds a record that was parsed from the same text before. */
export function cachedRecords({ entries }: FleetCache): KnownRecord {
  return (file, text) => {
    const entry = entries.get(file.replace(/^tenants\/|\.yaml$/g, ''));
    return entry !== undefined && entry.source === hashOf(text) ? entry.record : undefined;
  };
}

/** A few changes append a block instead of rewriting six megabytes; after this many blocks the file is rewritten. */
const MOST_BLOCKS = 50;

/** Returns the path of a fleet's cache; undefined for a user without a home, as in some containers. */
export function cachePath(root: string): string | undefined {
  return trying(() => {
    const folder = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
    return join(folder, 'mechanicbuddy', `${hashOf(realpathSync(root)).slice(0, 16)}.json`);
  });
}

function textOf(file: string): string | undefined {
  return trying(() => readFileSync(file, 'utf8'));
}

/** Writes a file that only its user can read: records contain addresses and customers. */
function write(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  trying(() => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, file);
  });
  trying(() => rmSync(temporary, { force: true }));
}

/** A cache that cannot be read or written is not an error. */
function trying<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
