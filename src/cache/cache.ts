import { hash } from 'node:crypto';
import type { TenantRecord } from '../records/schema.ts';

/** What one bundle's source renders to: rendering is pure, so that this stays true whatever lies on the disk. */
export interface Entry {
  /** The hash of the record's text; of `platform.yaml` for the platform's own files. */
  readonly source: string;
  /** The record as it was read and found valid; none for the platform. */
  readonly record?: TenantRecord;
  /** Each path with its content's hash; nothing where only the record is known. */
  readonly files?: readonly (readonly [path: string, content: string])[];
}

/** Entries by tenant; the platform's own under the empty name. */
export type Entries = ReadonlyMap<string, Entry>;

/** What else the outputs depend on: the hashes of the program and of `platform.yaml`. */
export interface Key {
  readonly program: string;
  readonly platform: string;
}

/** A cache as it was read. */
export interface Cache {
  readonly entries: Entries;
  /** Blocks that hold it; none where the next one has to take the whole file's place. */
  readonly blocks: number;
}

const FORMAT = 2;

/** The hash of a text or of bytes, for what has to be told apart and is not hostile to itself. */
export function hashOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url');
}

/**
 * Reads a cache: an aid, never a source of truth. What is damaged, of another program or of another format is none, and
 * so is all that stands behind it; of another `platform.yaml` only the records count. In: the file's text, if there is
 * one: blocks of which a later one says what is newer.
 */
export function readCache(text: string | undefined, key: Key): Cache {
  const entries = new Map<string, Entry>();
  const lines = (text ?? '').split('\n');
  // A line that does not end is half a line.
  let isWhole = lines.pop() === '';
  for (let i = 0; i < lines.length; i += 2) {
    const read = readBlock(lines[i], lines[i + 1], key);
    if (read === undefined) return { entries, blocks: 0 };
    for (const [id, entry] of read.entries) entries.set(id, entry);
    isWhole &&= read.isSame;
  }
  return { entries, blocks: isWhole ? lines.length / 2 : 0 };
}

/** The text of a block: a line with its key and checksum, then the entries. */
export function cacheBlock(entries: Entries, key: Key): string {
  const body = JSON.stringify([...entries]);
  return `${headOf(body, key)}\n${body}\n`;
}

/** What a block says, and whether it is of the same platform; nothing for one that is damaged or another program's. */
function readBlock(
  head: string | undefined,
  body: string | undefined,
  key: Key,
): { entries: [string, Entry][]; isSame: boolean } | undefined {
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

/** Not that every entry is whole: the checksum says so. */
function areRows(rows: unknown): rows is [string, Entry][] {
  const isRow = (row: unknown) =>
    Array.isArray(row) && typeof row[0] === 'string' && typeof row[1]?.source === 'string';
  return Array.isArray(rows) && rows.every(isRow);
}

function headOf(body: string, { program, platform }: Key): string {
  return JSON.stringify({ format: FORMAT, program, platform, entries: hashOf(body) });
}

function platformIn(head: string): string {
  const { platform } = JSON.parse(head) as { platform: unknown };
  return typeof platform === 'string' ? platform : '';
}

function recordOnly({ source, record }: Entry): Entry {
  return { source, ...(record === undefined ? {} : { record }) };
}
