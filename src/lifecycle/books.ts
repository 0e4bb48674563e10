import {
  type Billing,
  type BillingEvents,
  hasEnded,
  type Observation,
  type Purchase,
} from '../records/billing.ts';
import { compareText, joinedStates, timeOf } from './observations.ts';

/** What two halves of a history say of one subscription: the same, whichever half came first, however often. */
export function joinedEvents(a: BillingEvents, b: BillingEvents): BillingEvents {
  const states = joinedStates(statesOf(a), statesOf(b));
  const customer = first(a.customer, b.customer);
  const checkout = earlier(a.checkout, b.checkout);
  const paidSince = first(sinceOf(a), sinceOf(b));
  const tiers = [...new Set([...(a.tiers ?? []), ...(b.tiers ?? [])])].sort();
  const older = states.length === 0 ? (a.invoice ?? b.invoice) : undefined;
  return {
    ...(customer === undefined ? {} : { customer }),
    ...(checkout === undefined ? {} : { checkout }),
    ...(paidSince === undefined ? {} : { paidSince }),
    ...(states.length === 0 ? {} : { states }),
    ...(tiers.length === 0 ? {} : { tiers }),
    ...(older === undefined ? {} : { invoice: older }),
  };
}

/** The states of a subscription, one that an earlier version wrote among them. */
export function statesOf({ states = [], subscription }: BillingEvents): readonly Observation[] {
  if (subscription === undefined) return states;
  const { state, ...rest } = subscription;
  const words = {
    running: { said: 'updated', status: 'active' },
    unpaid: { said: 'updated', status: 'unpaid' },
    deleted: { said: 'deleted', status: 'canceled' },
  } as const;
  return [...states, { ...rest, ...words[state] }];
}

/** Since when it is paid. Earlier versions did not say, and gave grace to whatever ended. */
export function sinceOf({ paidSince, subscription }: BillingEvents): string | undefined {
  const wasPaid = subscription !== undefined && subscription.state !== 'unpaid';
  return first(paidSince, wasPaid ? subscription.created : undefined);
}

/** What two halves of a history say of one payment. */
export function joinedPurchases(a: Purchase, b: Purchase): Purchase {
  const customer = first(a.customer, b.customer);
  const paid = richer(a.paid, b.paid);
  const refunded = last(a.refunded, b.refunded, ({ amount }) => amount);
  const disputed = last(a.disputed, b.disputed, ({ status }) => Number(isClosed(status)));
  return {
    ...(customer === undefined ? {} : { customer }),
    ...(paid === undefined ? {} : { paid }),
    ...(refunded === undefined ? {} : { refunded }),
    ...(disputed === undefined ? {} : { disputed }),
  };
}

/** A dispute that was decided is not opened again. */
const isClosed = (status: string): boolean => ['won', 'lost', 'warning_closed'].includes(status);

type Books = Pick<Billing, 'events' | 'purchases'>;

/** All that is known of a tenant's subscriptions and purchases, with what one more thing told adds. */
export function joinedBooks(a: Books, b: Books): Books {
  const events = joinedMaps(a.events, b.events, joinedEvents);
  const purchases = joinedMaps(a.purchases, b.purchases, joinedPurchases);
  return {
    ...(events === undefined ? {} : { events }),
    ...(purchases === undefined ? {} : { purchases }),
  };
}

type Keyed<T> = { readonly [key: string]: T };

function joinedMaps<T>(a: Keyed<T> | undefined, b: Keyed<T> | undefined, join: (a: T, b: T) => T) {
  if (a === undefined && b === undefined) return undefined;
  const keys = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])].sort();
  const both = keys.map((key): [string, T] => {
    const [one, other] = [a?.[key], b?.[key]];
    // What is alone is joined with itself, so that what an earlier version wrote is read alike.
    return [key, join((one ?? other) as T, (other ?? one) as T)];
  });
  return Object.fromEntries(both);
}

interface Dated {
  readonly id: string;
  readonly created: string;
}

const byTime = (a: Dated, b: Dated): number => timeOf(a) - timeOf(b) || compareText(a.id, b.id);

function first(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? (a ?? b) : a < b ? a : b;
}

function earlier<T extends Dated>(a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return byTime(a, b) <= 0 ? a : b;
}

/** The payment as it was told first; with its size, where platform.yaml knew it later only. */
function richer(a: Purchase['paid'], b: Purchase['paid']): Purchase['paid'] {
  if (a === undefined || b === undefined) return a ?? b;
  const order =
    Number(a.tier !== undefined) - Number(b.tier !== undefined) ||
    byTime(b, a) ||
    compareText(JSON.stringify(a), JSON.stringify(b));
  return order >= 0 ? a : b;
}

function last<T extends Dated>(a: T | undefined, b: T | undefined, rank: (each: T) => number): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (rank(a) - rank(b) || byTime(a, b)) > 0 ? a : b;
}

/** Whether Stripe told the end of any subscription. */
export function hasEndedAny({ events = {} }: Billing): boolean {
  return Object.values(events).some(hasEnded);
}
