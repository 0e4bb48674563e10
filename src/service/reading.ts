import type { EntryKind } from '../git/port.ts';
import { PLATFORM_FILE, parsePlatform } from '../platform/parse.ts';
import type { Platform } from '../platform/schema.ts';
import { parseRecord } from '../records/parse.ts';
import { PENDING, type Pending, parsePending } from '../records/pending.ts';
import { problemLine } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { GENERATOR_FILE } from '../synth/paths.ts';

/** What one path of the repository tells. */
export type Reading =
  | { readonly kind: 'platform'; readonly platform: Platform; readonly fault: undefined }
  | { readonly kind: 'platform'; readonly platform: undefined; readonly fault: string }
  | { readonly kind: 'generator'; readonly version: string | undefined }
  | { readonly kind: 'record'; readonly record: TenantRecord; readonly text: string }
  | { readonly kind: 'pending'; readonly pending: Pending };

/** Records that were read before, by path. */
export type KnownRecords = ReadonlyMap<string, TenantRecord>;

const RECORD = /^tenants\/[^/]+\.yaml$/;
const WAITING = new RegExp(`^${PENDING}/[^/]+\\.yaml$`);

/**
 * Reads what stands at a path. Pure.
 *
 * @param text none for a link, a submodule, or a file that nobody reads
 * @returns nothing for what tells nothing, and for a record or a pending signup that cannot be read
 */
export function readEntry(
  path: string,
  kind: EntryKind,
  text: string | undefined,
  known: KnownRecords,
): Reading | undefined {
  if (path === PLATFORM_FILE) return readPlatform(kind, text);
  if (kind !== 'file' || text === undefined) return undefined;
  if (path === GENERATOR_FILE) return { kind: 'generator', version: versionIn(text) };
  if (RECORD.test(path)) return readRecord(path, text, known.get(path));
  return WAITING.test(path) ? readPending(path, text) : undefined;
}

function readPlatform(kind: EntryKind, text = ''): Reading {
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
    return undefined; // as unknown as another version: records are committed alone then
  }
}

function readRecord(path: string, text: string, known: TenantRecord | undefined): Reading | undefined {
  if (known !== undefined) return { kind: 'record', record: known, text };
  const parsed = parseRecord(path, text);
  return parsed.kind === 'parsed' ? { kind: 'record', record: parsed.value, text } : undefined;
}

function readPending(path: string, text: string): Reading | undefined {
  const parsed = parsePending(path, text);
  return parsed.kind === 'parsed' ? { kind: 'pending', pending: parsed.value } : undefined;
}
