import type { Entries, EntryKind, Snapshot } from '../git/port.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import { takesPlace } from '../platform/places.ts';
import type { Platform } from '../platform/schema.ts';
import { PENDING, type Pending, pendingKey } from '../records/pending.ts';
import type { TenantRecord } from '../records/schema.ts';
import { GENERATOR_FILE } from '../synth/paths.ts';
import { addClaim, type Claims, dropClaim } from './claims.ts';
import { idsTakenBy } from './occupied-ids.ts';
import { type KnownRecords, type Reading, readEntry } from './reading.ts';

/** What is read of the repository's texts. */
export const READ_PATHS = [PLATFORM_FILE, 'tenants/', `${PENDING}/`, GENERATOR_FILE] as const;

export interface Kept {
  readonly record: TenantRecord;
  readonly text: string;
}

/**
 * The repository at one commit, as far as decisions need it. `updateState` alone changes it, path by path: what a path
 * brought is kept in `readings`, and taken back as it was brought. So the state brought forward is the state read afresh.
 */
export interface FleetState {
  head: string;
  /** Nothing when it cannot be read: nobody has decided what would be rendered then. */
  platform: Platform | undefined;
  /** Why the platform at the head cannot be read. */
  platformFault: string | undefined;
  /** The version that rendered what is committed. */
  generator: string | undefined;
  readonly entries: Map<string, EntryKind>;
  readonly readings: Map<string, Reading>;
  readonly records: Map<string, Kept>;
  readonly pending: Map<string, Pending>;
  /** The paths that take each id, by the folded id. */
  readonly occupants: Claims;
  /** The tenants that claim each subscription, signup and domain. */
  readonly bySubscription: Claims;
  readonly bySignup: Claims;
  readonly byDomain: Claims;
  /** Free and demo tenants that take a place. */
  shared: number;
}

const NO_PLATFORM = `there is no ${PLATFORM_FILE}`;

/**
 * Everything at a commit: once, at the start.
 *
 * @param snapshot the commit's entries and the texts of `READ_PATHS`
 * @param known records that were read from the same texts already, by path
 */
export function stateOf(
  { head, entries, texts }: Omit<Snapshot, 'kind'>,
  known: KnownRecords = new Map(),
): FleetState {
  const state: FleetState = {
    head,
    platform: undefined,
    platformFault: NO_PLATFORM,
    generator: undefined,
    entries: new Map(),
    readings: new Map(),
    records: new Map(),
    pending: new Map(),
    occupants: new Map(),
    bySubscription: new Map(),
    bySignup: new Map(),
    byDomain: new Map(),
    shared: 0,
  };
  updateState(state, { head, entries, removed: new Set(), texts }, known);
  return state;
}

/** What a later commit changes. */
export interface StateChange {
  readonly head: string;
  /** What stands at each path that was added or changed. */
  readonly entries: Entries;
  readonly removed: Iterable<string>;
  readonly texts: ReadonlyMap<string, string>;
}

/** From one commit to the next: only what changed is read. All of it is read before anything is changed. */
export function updateState(
  state: FleetState,
  { head, entries, removed, texts }: StateChange,
  known: KnownRecords = new Map(),
): void {
  const readings = [...entries].map(
    ([path, kind]) => [path, kind, readEntry(path, kind, texts.get(path), known)] as const,
  );
  for (const path of removed) leave(state, path);
  for (const path of entries.keys()) leave(state, path);
  for (const [path, kind, reading] of readings) enter(state, path, kind, reading);
  state.head = head;
}

function enter(state: FleetState, path: string, kind: EntryKind, reading: Reading | undefined): void {
  state.entries.set(path, kind);
  for (const id of idsTakenBy(path)) addClaim(state.occupants, id, path);
  if (reading === undefined) return;
  state.readings.set(path, reading);
  switch (reading.kind) {
    case 'platform':
      state.platform = reading.platform;
      state.platformFault = reading.fault;
      break;
    case 'generator':
      state.generator = reading.version;
      break;
    case 'record':
      state.records.set(reading.record.id, reading);
      for (const [claims, key] of claimsOf(state, reading.record)) addClaim(claims, key, reading.record.id);
      state.shared += placesOf(reading.record);
      break;
    case 'pending':
      state.pending.set(pendingKey(reading.pending), reading.pending);
      break;
  }
}

/** Takes back what a path brought. */
function leave(state: FleetState, path: string): void {
  const reading = state.readings.get(path);
  state.entries.delete(path);
  state.readings.delete(path);
  for (const id of idsTakenBy(path)) dropClaim(state.occupants, id, path);
  switch (reading?.kind) {
    case 'platform':
      state.platform = undefined;
      state.platformFault = NO_PLATFORM;
      break;
    case 'generator':
      state.generator = undefined;
      break;
    case 'record':
      state.records.delete(reading.record.id);
      for (const [claims, key] of claimsOf(state, reading.record)) dropClaim(claims, key, reading.record.id);
      state.shared -= placesOf(reading.record);
      break;
    case 'pending':
      state.pending.delete(pendingKey(reading.pending));
      break;
    case undefined:
      break;
  }
}

/** Every key that a record claims, with the index that it stands in. */
export function claimsOf<Index>(
  indexes: { readonly bySubscription: Index; readonly bySignup: Index; readonly byDomain: Index },
  record: TenantRecord,
): [Index, string][] {
  return [
    ...subscriptionsOf(record).map((key): [Index, string] => [indexes.bySubscription, key]),
    ...signupsOf(record).map((key): [Index, string] => [indexes.bySignup, key]),
    ...domainsOf(record).map((key): [Index, string] => [indexes.byDomain, key]),
  ];
}

/** Whether something stands at a record's path that is not a record: nothing may be decided about that id. */
export function isUnreadable({ records, occupants }: FleetState, id: string): boolean {
  if (records.has(id)) return false;
  for (const path of occupants.get(id) ?? []) if (!/^dist\//i.test(path)) return true;
  return false;
}

/** The ids of `isUnreadable`, sorted. */
export function unreadableIds(state: FleetState): string[] {
  return [...state.occupants.keys()].filter((id) => isUnreadable(state, id)).sort();
}

/** What tells a request apart that made a record: its key, and what was signed. */
function signupsOf({ signup }: TenantRecord): readonly string[] {
  return [signup?.key, signup?.signed].filter((each) => each !== undefined);
}

/** Every subscription and payment that a record knows of. */
export function subscriptionsOf({ billing }: TenantRecord): string[] {
  const current = billing?.subscription === undefined ? [] : [billing.subscription];
  const told = [...Object.keys(billing?.events ?? {}), ...Object.keys(billing?.purchases ?? {})];
  return [...new Set([...current, ...told])];
}

/** Domains that a record claims; a purged tenant's are free again (the rule of `parseFleet`). */
export function domainsOf({ domains, status }: TenantRecord): readonly string[] {
  return status === 'purged' ? [] : domains;
}

/** Places of the free tier that a record takes (the rule of `parseFleet`). */
export function placesOf(record: TenantRecord): 0 | 1 {
  return takesPlace(record) ? 1 : 0;
}
