import type { BillingEvent, SubscriptionEvent } from '../events/event.ts';
import type { Unapplied } from '../events/unapplied.ts';
import { rfc3339 } from '../platform/new-tenant.ts';
import type { Platform } from '../platform/schema.ts';
import type { Billing } from '../records/billing.ts';
import { type Buyer, type Pending, pendingKey } from '../records/pending.ts';
import { joinedEvents, joinedPurchases } from './books.ts';
import { compareText } from './observations.ts';
import { toldOfPurchase, toldOfSubscription } from './registers.ts';
import type { FleetView } from './view.ts';

/** What an event adds to what is known of a subscription or a payment. */
export interface Arrival {
  /** Undefined where the event informs and decides nothing. */
  readonly told: Pending | undefined;
  readonly unapplied: readonly Unapplied[];
}

/** Reads an event in terms of what is kept. */
export function arrivalOf(platform: Platform, event: BillingEvent): Arrival {
  switch (event.kind) {
    case 'purchase':
    case 'refund': {
      const { purchase, unapplied } = toldOfPurchase(event, platform);
      const isNothing = event.kind === 'purchase' && purchase.paid?.tier === undefined;
      if (isNothing) return { told: undefined, unapplied: event.isPaid ? unapplied : [] };
      return { told: { payment: event.payment, ...facts(event), purchase }, unapplied };
    }
    case 'checkout':
    case 'subscription':
      return ofSubscription(platform, event);
    case 'invoice':
      return event.present === undefined
        ? { told: undefined, unapplied: [] }
        : ofSubscription(platform, event);
  }
}

function ofSubscription(platform: Platform, event: SubscriptionEvent): Arrival {
  const { events, unapplied } = toldOfSubscription(event, platform);
  const started = event.kind === 'checkout' ? undefined : event.started;
  const since = started === undefined ? {} : { started: iso(started) };
  return { told: { subscription: event.subscription, ...facts(event), ...since, events }, unapplied };
}

const iso = (seconds: number): string => rfc3339(new Date(seconds * 1000));

function facts(event: BillingEvent): Pick<Pending, 'tenant' | 'buyer'> {
  const { tenant } = event;
  const whose = tenant === undefined ? {} : { tenant };
  if (event.kind !== 'checkout' && event.kind !== 'purchase') return whose;
  const { id, created, begun, name, ownerEmail } = event;
  const buyer: Buyer = {
    id,
    created: iso(created),
    ...(begun === undefined ? {} : { session: iso(begun) }),
    tenant: event.tenant,
    name: [...name].slice(0, 200).join(''),
    ...(ownerEmail === undefined ? {} : { ownerEmail }),
  };
  return { ...whose, buyer };
}

/** What waited and what is told now, in whichever order they came. */
export function joinedPending(known: Pending | undefined, told: Pending): Pending {
  const other = known ?? told;
  const { subscription, payment } = told;
  const tenant = least(other.tenant, told.tenant);
  const started = least(other.started, told.started);
  const buyer = firstBuyer(other.buyer, told.buyer);
  return {
    ...(subscription === undefined ? {} : { subscription }),
    ...(payment === undefined ? {} : { payment }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(started === undefined ? {} : { started }),
    ...(buyer === undefined ? {} : { buyer }),
    ...(subscription === undefined ? {} : { events: joinedEvents(other.events ?? {}, told.events ?? {}) }),
    ...(payment === undefined
      ? {}
      : { purchase: joinedPurchases(other.purchase ?? {}, told.purchase ?? {}) }),
  };
}

function least(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? (a ?? b) : a < b ? a : b;
}

function firstBuyer(a: Buyer | undefined, b: Buyer | undefined): Buyer | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (compareText(a.created, b.created) || compareText(a.id, b.id)) <= 0 ? a : b;
}

/** What waits, as a record's billing has it. */
export function booksOf({ subscription, payment, events, purchase }: Pending): Billing {
  return {
    ...(subscription === undefined ? {} : { events: { [subscription]: events ?? {} } }),
    ...(payment === undefined ? {} : { purchases: { [payment]: purchase ?? {} } }),
  };
}

/**
 * Whether an event is of another product of the same Stripe account: nothing names a tenant, nothing is known of it, and
 * its price is none of ours.
 */
export function isForeign(view: FleetView, told: Pending, unapplied: readonly Unapplied[]): boolean {
  const key = pendingKey(told);
  if (told.tenant !== undefined || view.tenantOfSubscription(key) !== undefined) return false;
  if (view.pending(key) !== undefined) return false;
  // A refund can arrive before its purchase only where something is bought once.
  if (told.payment !== undefined) return !Object.values(view.platform.stripe.prices).some(({ once }) => once);
  return unapplied.some(({ reason }) => reason === 'price');
}
