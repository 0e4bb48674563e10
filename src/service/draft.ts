import type { Changed } from '../lifecycle/decision.ts';
import type { FleetView } from '../lifecycle/view.ts';
import type { Platform } from '../platform/schema.ts';
import type { Pending } from '../records/pending.ts';
import type { TenantRecord } from '../records/schema.ts';
import { domainsOf, type FleetState, placesOf, subscriptionsOf } from './state.ts';

/** What a commit would make of the fleet: later decisions see earlier ones, and nothing of it is kept if it fails. */
export interface Draft {
  readonly view: FleetView;
  readonly records: ReadonlyMap<string, TenantRecord>;
  readonly pending: ReadonlyMap<string, Pending | undefined>;
  take(decision: Changed): void;
}

export function openDraft(state: FleetState, platform: Platform): Draft {
  const records = new Map<string, TenantRecord>();
  const pending = new Map<string, Pending | undefined>();
  const subscriptions = new Map<string, string>();
  const signups = new Map<string, string>();
  // Nobody's, where a record of the draft gave it up.
  const domains = new Map<string, string | undefined>();
  let places = state.shared;
  const recordOf = (id: string) => records.get(id) ?? state.records.get(id)?.record;
  // Few wait at a time, so they are looked through.
  const allPending = () =>
    [...new Map<string, Pending | undefined>([...state.pending, ...pending]).values()].filter(
      (waiting) => waiting !== undefined,
    );
  const ownerOf = (domain: string) =>
    domains.has(domain) ? domains.get(domain) : state.byDomain.get(domain);
  const isPending = (id: string) => allPending().some(({ tenant }) => tenant === id);

  const view: FleetView = {
    platform,
    record: recordOf,
    isTaken: (id) => recordOf(id) !== undefined || state.unreadable.has(id) || isPending(id),
    isUnreadable: (id) => state.unreadable.has(id),
    tenantOfSubscription: (subscription) =>
      subscriptions.get(subscription) ?? state.bySubscription.get(subscription),
    tenantOfSignup: (key) => signups.get(key) ?? state.bySignup.get(key),
    tenantOfDomain: ownerOf,
    pending: (subscription) =>
      pending.has(subscription) ? pending.get(subscription) : state.pending.get(subscription),
    pendingOf: (tenant) => allPending().filter((waiting) => waiting.tenant === tenant),
    sharedTenants: () => places,
  };

  const takeDomains = (record: TenantRecord, before: TenantRecord | undefined) => {
    for (const domain of before === undefined ? [] : domainsOf(before))
      if (ownerOf(domain) === record.id) domains.set(domain, undefined);
    for (const domain of domainsOf(record)) domains.set(domain, record.id);
  };
  const takeRecord = (record: TenantRecord) => {
    const before = recordOf(record.id);
    places += placesOf(record) - (before === undefined ? 0 : placesOf(before));
    records.set(record.id, record);
    for (const subscription of subscriptionsOf(record)) subscriptions.set(subscription, record.id);
    if (record.signup !== undefined) signups.set(record.signup.key, record.id);
    takeDomains(record, before);
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
