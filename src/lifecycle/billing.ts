import { isDeepStrictEqual } from 'node:util';
import type { BillingEvent, CheckoutCompleted } from '../events/event.ts';
import { newTenantRecord } from '../platform/new-tenant.ts';
import type { Pending } from '../records/pending.ts';
import { type TenantRecord, tenantSchema } from '../records/schema.ts';
import { checked } from './check.ts';
import { type Decision, type Refused, refused } from './decision.ts';
import { moveBegins } from './moving.ts';
import { joined, type Registered, registered } from './registers.ts';
import { withStanding } from './standing.ts';
import type { FleetView } from './view.ts';

/** What one of Stripe's events does: to a tenant, or to what waits until the tenant is there. */
export function decideBilling(view: FleetView, event: BillingEvent, now: Date): Decision {
  const priced = withPrice(view, event);
  if (priced.kind === 'refused') return priced;
  const id = view.tenantOfSubscription(event.subscription) ?? event.tenant;
  const record = id === undefined ? undefined : view.record(id);
  if (record !== undefined) return attached(view, record, priced, now);
  if (priced.kind === 'checkout') return created(view, priced, now);
  return waiting(view, priced);
}

function withPrice(view: FleetView, event: BillingEvent): Registered | Refused {
  if (event.kind !== 'subscription') return event;
  const { prices } = view.platform.stripe;
  const tier = Object.hasOwn(prices, event.price) ? prices[event.price] : undefined;
  if (tier === undefined) {
    return refused(
      'unknown-price',
      `platform.yaml stripe.prices has no ${event.price}: which tier does it buy?`,
    );
  }
  const { min, max } = view.platform.tiers[tier].mechanics;
  if (event.quantity < min || (max !== null && event.quantity > max)) {
    const range = max === null ? `${min} or more` : `${min} to ${max}`;
    return refused('invalid', `${event.quantity} mechanics are outside the ${tier} tier (allowed: ${range})`);
  }
  return { ...event, tier };
}

/** One more event for a tenant that is there, and what waited for it. */
function attached(view: FleetView, record: TenantRecord, event: Registered, now: Date): Decision {
  const { id, billing, status } = record;
  if (status === 'purged') return refused('taken', `${id} is gone, and its id is never given away again`);
  if (billing?.customer !== undefined && event.customer !== undefined && billing.customer !== event.customer)
    return refused('taken', `${id} belongs to another customer`);
  const waited = waitedFor(view, id, event);
  const events = eventsAfter(billing?.events ?? {}, waited, event);
  if (isDeepStrictEqual(events, billing?.events) && waited.length === 0)
    return { kind: 'unchanged', tenant: id, because: 'was told already, or something later was' };
  const next = withStanding({ ...record, billing: { ...billing, events } }, view.platform, now);
  return used(waited, checked(view, next, subjectOf(event) + moveBegins(record, next)));
}

/** A paid tenant begins. Its size is the smallest until its subscription says which. */
function created(view: FleetView, event: CheckoutCompleted, now: Date): Decision {
  if (view.isUnreadable(event.tenant))
    return refused('taken', `the record of ${event.tenant} cannot be read`);
  const { tenant: id, ownerEmail } = event;
  const at = new Date(event.created * 1000);
  const asked = { id, name: readableName(event.name, id), ownerEmail, tier: 'professional' as const };
  const record = newTenantRecord(asked, view.platform, at);
  const waited = waitedFor(view, id, event);
  const billing = { events: eventsAfter({}, waited, event) };
  const next = withStanding({ ...record, billing }, view.platform, now);
  return used(waited, checked(view, next, `signup ${next.tier}`));
}

/** What was told of a tenant's subscriptions before it was there. */
function waitedFor(view: FleetView, tenant: string, { subscription }: Registered): readonly Pending[] {
  const own = view.pending(subscription);
  const others = view.pendingOf(tenant).filter((each) => each.subscription !== subscription);
  return own === undefined ? others : [own, ...others];
}

type EventsBySubscription = NonNullable<NonNullable<TenantRecord['billing']>['events']>;

function eventsAfter(
  known: EventsBySubscription,
  waited: readonly Pending[],
  event: Registered,
): EventsBySubscription {
  const all: EventsBySubscription = { ...known };
  for (const { subscription, events } of waited) all[subscription] = joined(events, all[subscription] ?? {});
  all[event.subscription] = registered(all[event.subscription] ?? {}, event);
  return all;
}

/** What waited is used up by the decision that takes it in. */
function used(waited: readonly Pending[], decision: Decision): Decision {
  if (decision.kind !== 'changed' || waited.length === 0) return decision;
  return { ...decision, pending: new Map(waited.map(({ subscription }) => [subscription, undefined])) };
}

/** Nobody's yet: kept until its checkout is told. */
function waiting(view: FleetView, event: Registered): Decision {
  const { subscription } = event;
  const present = view.pending(subscription);
  const events = registered(present?.events ?? {}, event);
  const tenant = present?.tenant ?? event.tenant;
  if (tenant !== undefined && !tenantSchema.shape.id.safeParse(tenant).success)
    return refused('invalid', `${JSON.stringify(tenant)} is no tenant’s id`);
  const value = { subscription, ...(tenant === undefined ? {} : { tenant }), events };
  if (isDeepStrictEqual(value, present)) return { kind: 'unchanged', because: 'was told already' };
  return {
    kind: 'changed',
    tenant,
    subject: `${subjectOf(event)}, waiting for its checkout`,
    pending: new Map([[subscription, value]]),
  };
}

function subjectOf(event: Registered): string {
  switch (event.kind) {
    case 'checkout':
      return 'checkout completed';
    case 'subscription':
      return `subscription ${event.state}, ${event.tier} for ${event.quantity}`;
    case 'invoice':
      return event.paid ? 'invoice paid' : 'invoice not paid';
  }
}

/** A workshop's name as a record may hold it: one line, at most 100 characters. */
function readableName(name: string, otherwise: string): string {
  const line = name.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufffd\s]+/gu, ' ').trim();
  return [...line].slice(0, 100).join('').trim() || otherwise;
}
