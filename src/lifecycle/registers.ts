import type { BillingEvent, MoneyBack, PurchaseCompleted, SubscriptionState } from '../events/event.ts';
import type { Unapplied } from '../events/unapplied.ts';
import { rfc3339 } from '../platform/new-tenant.ts';
import type { Platform } from '../platform/schema.ts';
import type { BillingEvents, Observation, Purchase } from '../records/billing.ts';
import { itemOfType, planOf } from './bought.ts';
import { isServing } from './observations.ts';

/** What one event adds to what is known of a subscription, and what of it is for a person to settle. */
export interface ToldOfSubscription {
  readonly events: BillingEvents;
  readonly unapplied: readonly Unapplied[];
}

export interface ToldOfPurchase {
  readonly purchase: Purchase;
  readonly unapplied: readonly Unapplied[];
}

const iso = (seconds: number): string => rfc3339(new Date(seconds * 1000));

/** What an event says of its subscription, in terms of the record. */
export function toldOfSubscription(
  event: Exclude<BillingEvent, PurchaseCompleted | MoneyBack>,
  platform: Platform,
): ToldOfSubscription {
  const own = event.kind === 'subscription' ? [event.state] : [];
  const present = event.present === undefined ? [] : [event.present];
  const read = [...own, ...present].map((state) => observed(state, platform));
  const states = read.map(({ observation }) => observation);
  const checkout = event.kind === 'checkout' ? { id: event.id, created: iso(event.created) } : undefined;
  const events: BillingEvents = {
    ...(event.customer === undefined ? {} : { customer: event.customer }),
    ...(checkout === undefined ? {} : { checkout }),
    ...served(states),
    ...(states.length === 0 ? {} : { states }),
  };
  return { events, unapplied: read.at(-1)?.unapplied ?? [] };
}

/** Since when it is paid, and which tiers that bought. */
function served(states: readonly Observation[]): Pick<BillingEvents, 'paidSince' | 'tiers'> {
  const serving = states.filter(isServing);
  const [paidSince] = serving.map(({ created }) => created).sort();
  const tiers = [...new Set(serving.flatMap(({ tier }) => tier ?? []))].sort();
  return paidSince === undefined ? {} : { paidSince, ...(tiers.length === 0 ? {} : { tiers }) };
}

const STATUSES = 'active trialing past_due unpaid incomplete incomplete_expired canceled paused'.split(' ');

function observed(state: SubscriptionState, platform: Platform) {
  const { id, created, said, status, cancelAt, periodEnd, endedAt, reason, invoice } = state;
  const { item, size, unapplied } = planOf(state.items, platform);
  const was = formerly(state, platform);
  const observation: Observation = {
    id,
    created: iso(created),
    said,
    status,
    ...item,
    ...size,
    ...(cancelAt === undefined ? {} : { cancelAt: iso(cancelAt) }),
    ...(periodEnd === undefined ? {} : { periodEnd: iso(periodEnd) }),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
    ...(reason === undefined ? {} : { reason }),
    ...(invoice === undefined ? {} : { invoice }),
    ...(was === undefined || Object.keys(was).length === 0 ? {} : { was }),
  };
  const word: Unapplied[] = STATUSES.includes(status)
    ? []
    : [{ reason: 'status', detail: `${status} is an unknown status: the tenant is not served` }];
  return { observation, unapplied: [...unapplied, ...word] };
}

function formerly({ was }: SubscriptionState, platform: Platform): Observation['was'] {
  if (was === undefined) return undefined;
  const { status, items, cancelAt, invoice } = was;
  return {
    ...(status === undefined ? {} : { status }),
    ...(items === undefined ? {} : planOf(items, platform).item),
    ...(cancelAt === undefined ? {} : { cancelAt: cancelAt === null ? null : iso(cancelAt) }),
    ...(invoice === undefined ? {} : { invoice }),
  };
}

/** What an event says of something that was bought once; nothing is kept of a payment that is not made. */
export function toldOfPurchase(event: PurchaseCompleted | MoneyBack, platform: Platform): ToldOfPurchase {
  const { id, customer } = event;
  const told = { id, created: iso(event.created) };
  const whose = customer === undefined ? {} : { customer };
  if (event.kind === 'purchase') {
    const { item, size, unapplied } = purchased(event, platform);
    const type = event.type === undefined ? {} : { type: event.type };
    const paid = { ...told, ...item, ...type, ...size };
    return { purchase: { ...whose, ...(event.isPaid ? { paid } : {}) }, unapplied };
  }
  const { told: back, charge, payment } = event;
  if (back.kind === 'disputed') {
    const detail = `charge ${charge} of ${payment} is disputed: ${back.status}`;
    const purchase = { ...whose, disputed: { ...told, status: back.status } };
    return { purchase, unapplied: [{ reason: 'dispute', detail }] };
  }
  const { amount, isAll } = back;
  const detail = `charge ${charge} of ${payment} was refunded ${isAll ? 'in full' : 'in part'} (${amount})`;
  return {
    purchase: { ...whose, refunded: { ...told, amount, isAll } },
    unapplied: [{ reason: 'refund', detail }],
  };
}

function purchased({ items, type }: PurchaseCompleted, platform: Platform) {
  const byType = itemOfType(type, platform);
  return planOf(items ?? (byType === undefined ? [] : [byType]), platform, true);
}
