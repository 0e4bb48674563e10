import type { Difference, Snapshot } from '../git/port.ts';

import { PLATFORM_FILE, parsePlatform } from '../platform/parse.ts';
import { takesPlace } from '../platform/places.ts';
import type { Platform } from '../platform/schema.ts';
import { parseRecord } from '../records/parse.ts';
import { PENDING, type Pending, parsePending } from '../records/pending.ts';
import { problemLine } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { GENERATOR_FILE } from '../synth/paths.ts';

/** What is read of the repository's texts. */
export const READING = [PLATFORM_FILE, 'tenants/', `${PENDING}/`, GENERATOR_FILE] as const;

export interface Kept {
  readonly record: TenantRecord;
  readonly text: string;
}

/** The repository at one commit, as far as decisions need it, with indexes. Changed in place by `updateState` only. */
export interface FleetState {
  head: string;
  /** Nothing when it cannot be read: what would be rendered then is nobody's decision. */
  platform: Platform | undefined;
  /** Why the platform at the head cannot be read. */
  platformFault: string | undefined;
  /** The version that rendered what is committed. */
  generator: string | undefined;
  readonly paths: Set<string>;
  readonly records: Map<string, Kept>;
  readonly unreadable: Set<string>;
  readonly pending: Map<string, Pending>;
  readonly bySubscription: Map<string, string>;
  readonly bySignup: Map<string, string>;
  readonly byDomain: Map<string, string>;
  shared: number;
}

const NO_PLATFORM = `there is no ${PLATFORM_FILE}`;

/** Everything at a commit: once, at the start. In: records that were read from the same texts already, by path. */
export function stateOf(
  { head, paths, texts }: Snapshot,
  known: ReadonlyMap<string, TenantRecord> = new Map(),
): FleetState {
  const state: FleetState = {
    head,
    platform: undefined,
    platformFault: NO_PLATFORM,
    generator: undefined,
    paths: new Set(paths),
    records: new Map(),
    unreadable: new Set(),
    pending: new Map(),
    bySubscription: new Map(),
    bySignup: new Map(),
    byDomain: new Map(),
    shared: 0,
  };
  for (const [path, text] of texts) readText(state, path, text, known.get(path));
  return state;
}

/** From one commit to the next: only what changed is read. */
export function updateState(
  state: FleetState,
  { head, added, removed, texts }: Omit<Difference, 'kind'>,
): void {
  state.head = head;
  for (const path of added) state.paths.add(path);
  for (const path of removed) {
    state.paths.delete(path);
    forget(state, path);
  }
  for (const [path, text] of texts) {
    forget(state, path);
    readText(state, path, text);
  }
}

const RECORD = /^tenants\/([^/]+)\.yaml$/;
const WAITING = new RegExp(`^${PENDING}/([^/]+)\\.yaml$`);

function readText(state: FleetState, path: string, text: string, known?: TenantRecord): void {
  const id = RECORD.exec(path)?.[1];
  if (path === PLATFORM_FILE) readPlatform(state, text);
  else if (path === GENERATOR_FILE) state.generator = versionIn(text);
  else if (id !== undefined && known !== undefined) keepRecord(state, known, text);
  else if (id !== undefined) readRecord(state, id, path, text);
  else if (WAITING.test(path)) readPending(state, path, text);
}

function readPlatform(state: FleetState, text: string): void {
  const parsed = parsePlatform(text);
  state.platform = parsed.kind === 'parsed' ? parsed.value : undefined;
  state.platformFault = parsed.kind === 'parsed' ? undefined : parsed.problems.map(problemLine).join('\n');
}

function versionIn(text: string): string | undefined {
  try {
    const { version } = JSON.parse(text) as { readonly version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined; // as unknown as another version: records are committed alone then
  }
}

function readRecord(state: FleetState, id: string, path: string, text: string): void {
  const parsed = parseRecord(path, text);
  if (parsed.kind === 'problems') {
    state.unreadable.add(id);
    return;
  }
  keepRecord(state, parsed.value, text);
}

function keepRecord(state: FleetState, record: TenantRecord, text: string): void {
  const { id } = record;
  state.records.set(id, { record, text });
  for (const subscription of subscriptionsOf(record)) state.bySubscription.set(subscription, id);
  if (record.signup !== undefined) state.bySignup.set(record.signup.key, id);
  for (const domain of domainsOf(record)) state.byDomain.set(domain, id);
  state.shared += placesOf(record);
}

function readPending(state: FleetState, path: string, text: string): void {
  const parsed = parsePending(path, text);
  if (parsed.kind === 'problems') return;
  state.pending.set(parsed.value.subscription, parsed.value);
}

function forget(state: FleetState, path: string): void {
  if (path === PLATFORM_FILE) {
    state.platform = undefined;
    state.platformFault = NO_PLATFORM;
  }
  if (path === GENERATOR_FILE) state.generator = undefined;
  const id = RECORD.exec(path)?.[1];
  const kept = id === undefined ? undefined : state.records.get(id);
  if (id !== undefined) state.unreadable.delete(id);
  if (kept !== undefined) forgetRecord(state, kept.record);
  const subscription = WAITING.exec(path)?.[1];
  if (subscription !== undefined) state.pending.delete(subscription);
}

function forgetRecord(state: FleetState, record: TenantRecord): void {
  state.records.delete(record.id);
  for (const subscription of subscriptionsOf(record)) state.bySubscription.delete(subscription);
  if (record.signup !== undefined) state.bySignup.delete(record.signup.key);
  for (const domain of record.domains) {
    if (state.byDomain.get(domain) === record.id) state.byDomain.delete(domain);
  }
  state.shared -= placesOf(record);
}

/** Every subscription that a record knows of. */
export function subscriptionsOf({ billing }: TenantRecord): string[] {
  const current = billing?.subscription === undefined ? [] : [billing.subscription];
  return [...new Set([...current, ...Object.keys(billing?.events ?? {})])];
}

/** Domains that a record claims; a purged tenant's are free again (the rule of `parseFleet`). */
export function domainsOf({ domains, status }: TenantRecord): readonly string[] {
  return status === 'purged' ? [] : domains;
}

/** Places of the free tier that a record takes (the rule of `parseFleet`). */
export function placesOf(record: TenantRecord): 0 | 1 {
  return takesPlace(record) ? 1 : 0;
}
