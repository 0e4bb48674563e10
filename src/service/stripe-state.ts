import { Stripe } from 'stripe';
import type {
  BillingEvent,
  Item,
  MoneyBack,
  PurchaseCompleted,
  SubscriptionEvent,
  SubscriptionState,
} from '../events/event.ts';
import { sessionSchema } from '../events/stripe-checkout.ts';
import { itemList, itemsOf } from '../events/stripe-fields.ts';
import { stateAt, subscriptionFacts, subscriptionSchema } from '../events/stripe-subscription.ts';

/** What follows from asking Stripe: the event with what Stripe says now, or that Stripe could not be asked. */
export type Present =
  | { readonly kind: 'event'; readonly event: BillingEvent }
  /** Of another product of the same Stripe account. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** @param isKnown whether a record knows a subscription or a payment */
export type AskStripe = (event: BillingEvent, isKnown: (key: string) => boolean) => Promise<Present>;

/**
 * Adds to an event what Stripe says now, dated by Stripe's clock, so that a late event cannot undo a later one.
 *
 * @param secretKey a secret or restricted key
 * @param base where Stripe answers, if not at its own address
 */
export function openStripe(secretKey: string, base: string | undefined): AskStripe {
  const stripe = new Stripe(secretKey, { maxNetworkRetries: 2, timeout: 10_000, ...endpoint(base) });
  return async (event, isKnown) => {
    try {
      return await asked(stripe, event, isKnown);
    } catch (error) {
      return failure(event, error);
    }
  };
}

/** Whether a secret key is for live mode. */
export function isLiveKey(secretKey: string): boolean {
  return /^[a-z]+_live_/.test(secretKey);
}

function asked(stripe: Stripe, event: BillingEvent, isKnown: (key: string) => boolean): Promise<Present> {
  switch (event.kind) {
    case 'purchase':
      return withItems(stripe, event);
    case 'refund':
      return ofOurSession(stripe, event, isKnown);
    case 'checkout':
    case 'subscription':
    case 'invoice':
      return withPresent(stripe, event, isKnown);
  }
}

async function withPresent(
  stripe: Stripe,
  event: SubscriptionEvent,
  isKnown: (key: string) => boolean,
): Promise<Present> {
  const answer = await stripe.subscriptions.retrieve(event.subscription);
  const read = subscriptionSchema.parse(answer);
  const facts = subscriptionFacts(read);
  const { tenant = facts.tenant } = event;
  if (tenant === undefined && !isKnown(event.subscription)) return { kind: 'foreign' };
  const date = Date.parse(answer.lastResponse.headers['date'] ?? '');
  const created = Math.max(event.created, Math.floor(date / 1000) || 0);
  const present: SubscriptionState = stateAt({ id: event.id, created, said: 'asked' }, read);
  const { customer = facts.customer } = event;
  const whose = {
    ...(tenant === undefined ? {} : { tenant }),
    ...(customer === undefined ? {} : { customer }),
  };
  if (event.kind === 'checkout')
    return { kind: 'event', event: { ...event, ...whose, tenant: event.tenant, present } };
  const started = facts.started === undefined ? {} : { started: facts.started };
  return { kind: 'event', event: { ...event, ...whose, ...started, present } };
}

/** The session event carries no lines: what was bought is asked for. */
async function withItems(stripe: Stripe, event: PurchaseCompleted): Promise<Present> {
  const { session } = event;
  if (session === undefined) return { kind: 'event', event };
  const read = itemList.parse(await stripe.checkout.sessions.listLineItems(session, { limit: 100 }));
  const items: readonly Item[] = itemsOf(read);
  return { kind: 'event', event: { ...event, items } };
}

/** A charge names no tenant: its session does. */
async function ofOurSession(
  stripe: Stripe,
  event: MoneyBack,
  isKnown: (key: string) => boolean,
): Promise<Present> {
  const isOfTenant = isKnown(event.payment) || (event.customer !== undefined && isKnown(event.customer));
  if (isOfTenant || !event.payment.startsWith('pi_')) return { kind: 'event', event };
  const { data } = await stripe.checkout.sessions.list({ payment_intent: event.payment, limit: 1 });
  const isOurs = data.some((session) => sessionSchema.parse(session).metadata.tenant !== undefined);
  return isOurs ? { kind: 'event', event } : { kind: 'foreign' };
}

/** An object that Stripe does not know (any more) is what its event says. */
function failure(event: BillingEvent, error: unknown): Present {
  if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing')
    return { kind: 'event', event };
  const reason = error instanceof Stripe.errors.StripeError ? error.type : 'an unreadable answer';
  return { kind: 'unavailable', reason: `Stripe: ${reason}` };
}

function endpoint(base: string | undefined) {
  if (base === undefined) return {};
  const { protocol, hostname, port } = new URL(base);
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const);
  return { protocol: scheme, host: hostname, ...(port === '' ? {} : { port }) };
}
