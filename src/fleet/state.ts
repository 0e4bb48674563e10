import type { Entries, EntryKind } from '../files/entries.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import type { Platform } from '../platform/schema.ts';
import { PENDING, type Pending, pendingKey } from '../records/pending.ts';
import type { TenantRecord } from '../records/schema.ts';
import { GENERATOR_FILE } from '../synth/paths.ts';
import { addClaim, type Claims, claimsOf, dropClaim, placesOf } from './claims.ts';
import { idsTakenBy } from './occupied-ids.ts';
import { type KnownRecords, type ParsedEntry, parseEntry } from './parse-entry.ts';

/** The files whose texts make the state: exact paths, and folders that end with `/`. */
export const READ_PATHS = [PLATFORM_FILE, 'tenants/', `${PENDING}/`, GENERATOR_FILE] as const;

/** A record and the text of its file. */
export interface StoredRecord {
  readonly record: TenantRecord;
  readonly text: string;
}

/**
 * A fleet as far as decisions need it, at a commit or in a work tree. Only `updateState` changes it, path by path:
 * `parsed` keeps what each path added, so that exactly that is removed again. An updated state therefore equals one that
 * is built from scratch.
 */
export interface FleetState {
  /** Undefined while `platform.yaml` is missing or invalid: nothing can be rendered then. */
  platform: Platform | undefined;
  /** Why there is no platform. */
  platformFault: string | undefined;
  /** The version of the generator that rendered the files. */
  generator: string | undefined;
  readonly entries: Map<string, EntryKind>;
  readonly parsed: Map<string, ParsedEntry>;
  readonly records: Map<string, StoredRecord>;
  readonly pending: Map<string, Pending>;
  /** The paths that occupy each id, by the folded id. */
  readonly occupants: Claims;
  /** The tenants that claim each subscription, signup and domain. */
  readonly bySubscription: Claims;
  readonly bySignup: Claims;
  readonly byDomain: Claims;
  /** Free and demo tenants that take a place. */
  shared: number;
}

const NO_PLATFORM = `there is no ${PLATFORM_FILE}`;

/** All entries of a fleet's files, and the texts of those below `READ_PATHS`. */
export interface FleetFiles {
  readonly entries: Entries;
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Builds the state from all files.
 *
 * @param known records that were parsed from the same texts before
 */
export function stateOf({ entries, texts }: FleetFiles, known: KnownRecords = new Map()): FleetState {
  const state: FleetState = {
    platform: undefined,
    platformFault: NO_PLATFORM,
    generator: undefined,
    entries: new Map(),
    parsed: new Map(),
    records: new Map(),
    pending: new Map(),
    occupants: new Map(),
    bySubscription: new Map(),
    bySignup: new Map(),
    byDomain: new Map(),
    shared: 0,
  };
  updateState(state, { entries, removed: new Set(), texts }, known);
  return state;
}

/** What a later commit changes. */
export interface StateChange extends FleetFiles {
  /** Each path that was added or changed. */
  readonly entries: Entries;
  readonly removed: Iterable<string>;
}

/** Updates the state in place. Everything is parsed before anything changes, so an exception leaves the state as it was. */
export function updateState(
  state: FleetState,
  { entries, removed, texts }: StateChange,
  known: KnownRecords = new Map(),
): void {
  const added = [...entries].map(
    ([path, kind]) => [path, kind, parseEntry(path, kind, texts.get(path), known)] as const,
  );
  for (const path of removed) removeEntry(state, path);
  for (const path of entries.keys()) removeEntry(state, path);
  for (const [path, kind, parsed] of added) addEntry(state, path, kind, parsed);
}

function addEntry(state: FleetState, path: string, kind: EntryKind, parsed: ParsedEntry | undefined): void {
  state.entries.set(path, kind);
  for (const id of idsTakenBy(path)) addClaim(state.occupants, id, path);
  if (parsed === undefined) return;
  state.parsed.set(path, parsed);
  switch (parsed.kind) {
    case 'platform':
      state.platform = parsed.platform;
      state.platformFault = parsed.fault;
      break;
    case 'generator':
      state.generator = parsed.version;
      break;
    case 'record':
      state.records.set(parsed.record.id, parsed);
      for (const [claims, key] of claimsOf(state, parsed.record)) addClaim(claims, key, parsed.record.id);
      state.shared += placesOf(parsed.record);
      break;
    case 'pending':
      state.pending.set(pendingKey(parsed.pending), parsed.pending);
      break;
  }
}

/** Removes what the entry at a path added. */
function removeEntry(state: FleetState, path: string): void {
  const parsed = state.parsed.get(path);
  state.entries.delete(path);
  state.parsed.delete(path);
  for (const id of idsTakenBy(path)) dropClaim(state.occupants, id, path);
  switch (parsed?.kind) {
    case 'platform':
      state.platform = undefined;
      state.platformFault = NO_PLATFORM;
      break;
    case 'generator':
      state.generator = undefined;
      break;
    case 'record':
      state.records.delete(parsed.record.id);
      for (const [claims, key] of claimsOf(state, parsed.record)) dropClaim(claims, key, parsed.record.id);
      state.shared -= placesOf(parsed.record);
      break;
    case 'pending':
      state.pending.delete(pendingKey(parsed.pending));
      break;
    case undefined:
      break;
  }
}

/** Whether a path of this id holds something other than a valid record; no event about that id is decided then. */
export function isUnreadable({ records, occupants }: FleetState, id: string): boolean {
  if (records.has(id)) return false;
  for (const path of occupants.get(id) ?? []) if (!/^dist\//i.test(path)) return true;
  return false;
}

/** The ids of `isUnreadable`, sorted. */
export function unreadableIds(state: FleetState): string[] {
  return [...state.occupants.keys()].filter((id) => isUnreadable(state, id)).sort();
}
