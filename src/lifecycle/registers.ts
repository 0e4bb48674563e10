import type { BillingEvent, SubscriptionChanged } from '../events/event.ts';
import { rfc3339 } from '../platform/new-tenant.ts';
import type { BillingEvents, PaidTier } from '../records/schema.ts';

type SubscriptionState = NonNullable<BillingEvents['subscription']>;

/** A subscription event with its price looked up. */
export interface Priced extends SubscriptionChanged {
  readonly tier: PaidTier;
}

export type Registered = Exclude<BillingEvent, SubscriptionChanged> | Priced;

/**
 * What is known about one subscription after one more event: the latest of each kind, whatever order they arrived in, and
 * however often. So the same events give the same result (docs/decisions/billing-order.md).
 */
export function registered(events: BillingEvents, event: Registered): BillingEvents {
  const told = { id: event.id, created: rfc3339(new Date(event.created * 1000)) };
  const customer = event.customer === undefined ? {} : { customer: event.customer };
  switch (event.kind) {
    case 'checkout':
      return { ...customer, ...events, checkout: later(events.checkout, told) };
    case 'invoice':
      return { ...customer, ...events, invoice: later(events.invoice, { ...told, paid: event.paid }) };
    case 'subscription': {
      const { state, tier, quantity: mechanics } = event;
      const tiers = [...new Set([...(events.tiers ?? []), tier])].sort();
      const subscription = later(events.subscription, { ...told, state, tier, mechanics });
      return { ...customer, ...events, subscription, tiers };
    }
  }
}

/** Two subscriptions' worth of events taken together: what waited, and what a record has. */
export function joined(a: BillingEvents, b: BillingEvents): BillingEvents {
  const tiers = [...new Set([...(a.tiers ?? []), ...(b.tiers ?? [])])].sort();
  return {
    ...a,
    ...b,
    ...(a.checkout && b.checkout ? { checkout: later(a.checkout, b.checkout) } : {}),
    ...(a.invoice && b.invoice ? { invoice: later(a.invoice, b.invoice) } : {}),
    ...(a.subscription && b.subscription ? { subscription: later(a.subscription, b.subscription) } : {}),
    ...(tiers.length === 0 ? {} : { tiers }),
  };
}

interface Dated {
  readonly id: string;
  readonly created: string;
}

function later<T extends Dated>(a: T | undefined, b: T): T {
  return a === undefined || compareEvents(a, b) < 0 ? b : a;
}

/** True order: by time, a deletion after all else of its second, then by id. */
export function compareEvents(a: Dated, b: Dated): number {
  return (
    Date.parse(a.created) - Date.parse(b.created) ||
    Number(isDeletion(a)) - Number(isDeletion(b)) ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}

function isDeletion(event: Dated): boolean {
  return (event as Partial<SubscriptionState>).state === 'deleted';
}
