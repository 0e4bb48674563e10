import type { EntryKind } from '../files/entries.ts';
import { PLATFORM_FILE, parsePlatform } from '../platform/parse.ts';
import type { Platform } from '../platform/schema.ts';
import { parseRecord } from '../records/parse.ts';
import { PENDING, type Pending, parsePending } from '../records/pending.ts';
import { problemLine } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { GENERATOR_FILE } from '../synth/paths.ts';

/** What the entry at one path adds to the fleet's state. */
export type ParsedEntry =
  | { readonly kind: 'platform'; readonly platform: Platform; readonly fault: undefined }
  | { readonly kind: 'platform'; readonly platform: undefined; readonly fault: string }
  | { readonly kind: 'generator'; readonly version: string | undefined }
  | { readonly kind: 'record'; readonly record: TenantRecord; readonly text: string }
  | { readonly kind: 'pending'; readonly pending: Pending };

/** Records that were parsed before, by path. */
export type KnownRecords = ReadonlyMap<string, TenantRecord>;

const RECORD = /^tenants\/[^/]+\.yaml$/;
const WAITING = new RegExp(`^${PENDING}/[^/]+\\.yaml$`);

/**
 * Parses the entry at a path. Pure.
 *
 * @param text undefined for a link, a submodule, and a file whose text is not needed
 * @returns undefined for an entry that adds nothing, and for an invalid record or pending signup
 */
export function parseEntry(
  path: string,
  kind: EntryKind,
  text: string | undefined,
  known: KnownRecords,
): ParsedEntry | undefined {
  if (path === PLATFORM_FILE) return parsePlatformEntry(kind, text);
  if (kind !== 'file' || text === undefined) return undefined;
  if (path === GENERATOR_FILE) return { kind: 'generator', version: versionIn(text) };
  if (RECORD.test(path)) return parseRecordEntry(path, text, known.get(path));
  return WAITING.test(path) ? parsePendingEntry(path, text) : undefined;
}

function parsePlatformEntry(kind: EntryKind, text = ''): ParsedEntry {
  if (kind !== 'file')
    return {
      kind: 'platform',
      platform: undefined,
      fault: `${PLATFORM_FILE} is not a regular file (${kind})`,
    };
  const parsed = parsePlatform(text);
  if (parsed.kind === 'parsed') return { kind: 'platform', platform: parsed.value, fault: undefined };
  return { kind: 'platform', platform: undefined, fault: parsed.problems.map(problemLine).join('\n') };
}

function versionIn(text: string): string | undefined {
  try {
    const { version } = JSON.parse(text) as { readonly version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined; // treated like another version: commits then hold records only
  }
}

function parseRecordEntry(
  path: string,
  text: string,
  known: TenantRecord | undefined,
): ParsedEntry | undefined {
  if (known !== undefined) return { kind: 'record', record: known, text };
  const parsed = parseRecord(path, text);
  return parsed.kind === 'parsed' ? { kind: 'record', record: parsed.value, text } : undefined;
}

function parsePendingEntry(path: string, text: string): ParsedEntry | undefined {
  const parsed = parsePending(path, text);
  return parsed.kind === 'parsed' ? { kind: 'pending', pending: parsed.value } : undefined;
}
