import type { Changed } from '../lifecycle/decision.ts';
import type { FleetView } from '../lifecycle/view.ts';
import { customersOf } from '../lifecycle/waiting.ts';
import type { Platform } from '../platform/schema.ts';
import { type Pending, pendingKey } from '../records/pending.ts';
import type { TenantRecord } from '../records/schema.ts';
import { claimsOf, draftClaims, placesOf } from './claims.ts';
import { type FleetState, isUnreadable } from './state.ts';

/** Needed for refunds only, so there is no index. */
function onlyPayer(records: readonly (TenantRecord | undefined)[], customer: string): string | undefined {
  const payers = records.filter((record) => record !== undefined && customersOf(record).includes(customer));
  const ids = new Set(payers.map((record) => record?.id));
  return ids.size === 1 ? [...ids][0] : undefined;
}

/** The fleet with decisions that are not committed yet: later decisions see earlier ones, and the state stays as it is. */
export interface Draft {
  readonly view: FleetView;
  readonly records: ReadonlyMap<string, TenantRecord>;
  readonly pending: ReadonlyMap<string, Pending | undefined>;
  take(decision: Changed): void;
}

export function openDraft(state: FleetState, platform: Platform): Draft {
  const records = new Map<string, TenantRecord>();
  const pending = new Map<string, Pending | undefined>();
  const indexes = {
    bySubscription: draftClaims(state.bySubscription),
    bySignup: draftClaims(state.bySignup),
    byDomain: draftClaims(state.byDomain),
  };
  let places = state.shared;
  const recordOf = (id: string) => records.get(id) ?? state.records.get(id)?.record;
  // Few signups are pending at a time, so there is no index; the order does not depend on history.
  const allPending = () =>
    [...new Map<string, Pending | undefined>([...state.pending, ...pending]).values()]
      .filter((waiting) => waiting !== undefined)
      .sort((a, b) => (pendingKey(a) < pendingKey(b) ? -1 : 1));
  const isPending = (id: string) =>
    allPending().some(({ tenant, buyer }) => (buyer?.tenant ?? tenant) === id);

  const view: FleetView = {
    platform,
    record: recordOf,
    isTaken: (id) => recordOf(id) !== undefined || state.occupants.has(id) || isPending(id),
    isUnreadable: (id) => !records.has(id) && isUnreadable(state, id),
    tenantOfSubscription: indexes.bySubscription.owner,
    tenantOfSignup: indexes.bySignup.owner,
    tenantOfDomain: indexes.byDomain.owner,
    pending: (subscription) =>
      pending.has(subscription) ? pending.get(subscription) : state.pending.get(subscription),
    tenantOfCustomer: (customer) =>
      onlyPayer([...state.records.keys(), ...records.keys()].map(recordOf), customer),
    pendingOf: (id) => allPending().filter(({ tenant, buyer }) => (buyer?.tenant ?? tenant) === id),
    sharedTenants: () => places,
  };

  const takeRecord = (record: TenantRecord) => {
    const before = recordOf(record.id);
    places += placesOf(record) - (before === undefined ? 0 : placesOf(before));
    if (before !== undefined)
      for (const [claims, key] of claimsOf(indexes, before)) claims.drop(key, record.id);
    for (const [claims, key] of claimsOf(indexes, record)) claims.add(key, record.id);
    records.set(record.id, record);
  };

  return {
    view,
    records,
    pending,
    take(decision) {
      if (decision.record !== undefined) takeRecord(decision.record);
      for (const [subscription, value] of decision.pending ?? []) pending.set(subscription, value);
    },
  };
}
