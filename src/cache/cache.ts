import { hash } from 'node:crypto';
import { defined } from '../records/defined.ts';
import type { TenantRecord } from '../records/schema.ts';

/** What one bundle's source renders to. Rendering is pure: an entry stays true whatever files are on the disk. */
export interface CacheEntry {
  /** The hash of the record's text; of `platform.yaml` for the platform's own files. */
  readonly source: string;
  /** The parsed, valid record; missing for the platform. */
  readonly record?: TenantRecord;
  /** Each path with its content's hash; missing if only the record is known. */
  readonly files?: readonly (readonly [path: string, content: string])[];
}

/** Entries by tenant; the platform's own has the empty name. */
export type CacheEntries = ReadonlyMap<string, CacheEntry>;

/** What else the outputs depend on: the hashes of the program and of `platform.yaml`. */
export interface CacheKey {
  readonly program: string;
  readonly platform: string;
}

/** A cache as it was read. */
interface Cache {
  readonly entries: CacheEntries;
  /** Number of blocks in the file; 0 if the next write has to replace the whole file. */
  readonly blocks: number;
}

const FORMAT = 2;

/** Returns the hash of a text or of bytes: SHA-256 in base64url. */
export function hashOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url');
}

/**
 * Reads a cache. It is an aid, never a source of truth: a block that is damaged, or was written by another program or in
 * another format, ends the reading. From a block for another `platform.yaml` only the records are used.
 *
 * @param text - the cache file, if there is one; entries of a later block replace earlier ones
 */
export function readCache(text: string | undefined, key: CacheKey): Cache {
  const entries = new Map<string, CacheEntry>();
  const lines = (text ?? '').split('\n');
  // A last line without its newline was cut off.
  let isWhole = lines.pop() === '';
  for (let i = 0; i < lines.length; i += 2) {
    const read = readBlock(lines[i], lines[i + 1], key);
    if (read === undefined) return { entries, blocks: 0 };
    for (const [id, entry] of read.entries) entries.set(id, entry);
    isWhole &&= read.isSame;
  }
  return { entries, blocks: isWhole ? lines.length / 2 : 0 };
}

/** Returns the text of a block: a line with its key and checksum, then the entries. */
export function cacheBlock(entries: CacheEntries, key: CacheKey): string {
  const body = JSON.stringify([...entries]);
  return `${headOf(body, key)}\n${body}\n`;
}

/** A block's entries, and whether it is for the same platform; undefined if it is damaged or another program wrote it. */
function readBlock(
  head: string | undefined,
  body: string | undefined,
  key: CacheKey,
): { entries: [string, CacheEntry][]; isSame: boolean } | undefined {
  if (head === undefined || body === undefined) return undefined;
  try {
    if (head !== headOf(body, { ...key, platform: platformIn(head) })) return undefined;
    const rows: unknown = JSON.parse(body);
    if (!areRows(rows)) return undefined;
    if (platformIn(head) === key.platform) return { entries: rows, isSame: true };
    return { entries: rows.map(([id, entry]) => [id, recordOnly(entry)]), isSame: false };
  } catch {
    return undefined;
  }
}

/** Whether the block has the right form; its checksum says that the entries are complete. */
function areRows(rows: unknown): rows is [string, CacheEntry][] {
  const isRow = (row: unknown) =>
    Array.isArray(row) && typeof row[0] === 'string' && typeof row[1]?.source === 'string';
  return Array.isArray(rows) && rows.every(isRow);
}

function headOf(body: string, { program, platform }: CacheKey): string {
  return JSON.stringify({ format: FORMAT, program, platform, entries: hashOf(body) });
}

function platformIn(head: string): string {
  const { platform } = JSON.parse(head) as { platform: unknown };
  return typeof platform === 'string' ? platform : '';
}

function recordOnly({ source, record }: CacheEntry): CacheEntry {
  return { source, ...defined({ record }) };
}
