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

const FORMAT = 1;

/** The hash of a text or of bytes, for what has to be told apart and is not hostile to itself. */
export function hashOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url');
}

/**
 * Reads a cache: an aid, never a source of truth. What is damaged, of another program or of another format is none; of
 * another `platform.yaml` only the records count. In: the file's text, if there is one.
 */
export function readCache(text: string | undefined, key: Key): Entries {
  const end = text?.indexOf('\n') ?? -1;
  if (text === undefined || end < 0) return new Map();
  try {
    const body = text.slice(end + 1);
    if (text.slice(0, end) !== headOf(body, { ...key, platform: platformIn(text.slice(0, end)) }))
      return new Map();
    const isSame = text.slice(0, end) === headOf(body, key);
    const rows = JSON.parse(body) as [string, Entry][];
    return new Map(isSame ? rows : rows.map(([id, entry]) => [id, recordOnly(entry)]));
  } catch {
    return new Map();
  }
}

/** The text of a cache: a line with its key and checksum, then the entries. */
export function cacheText(entries: Entries, key: Key): string {
  const body = JSON.stringify([...entries]);
  return `${headOf(body, key)}\n${body}`;
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
