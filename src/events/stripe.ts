import { z } from 'zod';
import type { BillingEvent } from './event.ts';
import { sessionEvent, sessionSchema } from './stripe-checkout.ts';
import { issuesOf, seconds } from './stripe-fields.ts';
import {
  chargeSchema,
  disputeOf,
  disputeSchema,
  INVOICES,
  invoiceFacts,
  invoiceSchema,
  refundOf,
} from './stripe-money.ts';
import { stateAt, subscriptionFacts, subscriptionSchema } from './stripe-subscription.ts';
import type { Unapplied } from './unapplied.ts';

/** What an event of Stripe's says to this platform. */
export type StripeResult =
  | {
      readonly kind: 'event';
      readonly event: BillingEvent;
      /** What a person has to know of the delivery itself. */
      readonly unapplied: readonly Unapplied[];
    }
  /** Another kind of event, or of nobody here. */
  | { readonly kind: 'ignored'; readonly id: string; readonly because: string }
  /** One that is never applied, and tells that a setting is wrong or an object unreadable. */
  | { readonly kind: 'unusable'; readonly id: string; readonly unapplied: Unapplied }
  /** Not an event. */
  | { readonly kind: 'malformed'; readonly because: string };

/** What the service knows when it reads an event. */
export interface Reading {
  /** Seconds since 1970. */
  readonly now: number;
  /** Whether the configured secret key is a live one; undefined without a key. */
  readonly livemode: boolean | undefined;
}

const envelope = z.object({
  id: z.string().regex(/^[A-Za-z0-9_]{1,255}$/),
  type: z.string(),
  created: seconds,
  livemode: z.boolean().nullish(),
  data: z.object({ object: z.record(z.string(), z.unknown()), previous_attributes: z.unknown().optional() }),
});

/** An event destination's thin event: it names an object and holds none. */
const thin = z.object({
  object: z.literal('v2.core.event'),
  id: z.string().regex(/^[A-Za-z0-9_]{1,255}$/),
  type: z.string(),
});

interface Told {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly object: unknown;
  readonly previous: unknown;
}

type Meaning = BillingEvent | string | z.ZodError;

const SUBSCRIPTIONS = 'customer.subscription.';
const READERS: Readonly<Record<string, (told: Told) => Meaning>> = {
  'checkout.session.completed': readSession,
  'checkout.session.async_payment_succeeded': readSession,
  'checkout.session.async_payment_failed': readSession,
  ...Object.fromEntries(
    ['created', 'updated', 'deleted', 'paused', 'resumed', 'pending_update_applied', 'pending_update_expired']
      .map((each) => `${SUBSCRIPTIONS}${each}`)
      .map((type) => [type, readSubscription]),
  ),
  ...Object.fromEntries(Object.keys(INVOICES).map((type) => [type, readInvoice])),
  'charge.refunded': readRefund,
  'charge.dispute.created': readDispute,
  'charge.dispute.updated': readDispute,
  'charge.dispute.closed': readDispute,
  'charge.dispute.funds_withdrawn': readDispute,
  'charge.dispute.funds_reinstated': readDispute,
};

/** Seconds that Stripe's clock may be ahead of this one before somebody is told. */
const AHEAD = 300;

/**
 * Reads an event whose signature was verified.
 *
 * @param body the parsed body, whatever it holds
 * @param reading the service's clock and mode
 */
export function readStripeEvent(body: unknown, { now, livemode }: Reading): StripeResult {
  const light = thin.safeParse(body);
  if (light.success) return unusable(light.data.id, 'thin', thinDetail(light.data.type));
  const told = envelope.safeParse(body);
  if (!told.success) return { kind: 'malformed', because: issuesOf(told.error) };
  const { id, type, data, livemode: isLive } = told.data;
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (read === undefined) return { kind: 'ignored', id, because: `${type} decides nothing` };
  if (isLive != null && livemode !== undefined && isLive !== livemode)
    return unusable(id, 'livemode', livemodeDetail(type, isLive));
  const created = Math.min(told.data.created, now);
  const meaning = read({ id, type, created, object: data.object, previous: data.previous_attributes });
  if (typeof meaning === 'string') return { kind: 'ignored', id, because: meaning };
  if (meaning instanceof z.ZodError)
    return unusable(id, 'unreadable', `${type}: data.object: ${issuesOf(meaning)}`);
  const unapplied = told.data.created > now + AHEAD ? [ahead(told.data.created)] : [];
  return { kind: 'event', event: meaning, unapplied };
}

const thinDetail = (type: string) =>
  `${type} is a thin event, which holds no object: let the event destination send snapshot events`;

const livemodeDetail = (type: string, isLive: boolean) =>
  `${type} is of ${isLive ? 'live' : 'test'} mode, and STRIPE_SECRET_KEY is a key of the other mode`;

function ahead(created: number): Unapplied {
  const at = new Date(created * 1000).toISOString();
  return { reason: 'future', detail: `dated ${at}, ahead of this clock: applied as of now` };
}

function unusable(id: string, reason: Unapplied['reason'], detail: string): StripeResult {
  return { kind: 'unusable', id, unapplied: { reason, detail } };
}

function readSession(told: Told): Meaning {
  const read = sessionSchema.safeParse(told.object);
  return read.success ? sessionEvent(told, read.data) : read.error;
}

function readSubscription({ id, type, created, object, previous }: Told): Meaning {
  const read = subscriptionSchema.safeParse(object);
  if (!read.success) return read.error;
  const said = type.slice(SUBSCRIPTIONS.length);
  const kind = said === 'created' || said === 'deleted' ? said : 'updated';
  const state = stateAt({ id, created, said: kind }, read.data, previous);
  return { kind: 'subscription', actor: 'stripe', id, created, ...subscriptionFacts(read.data), state };
}

function readInvoice({ id, type, created, object }: Told): Meaning {
  const read = invoiceSchema.safeParse(object);
  const invoice = INVOICES[type];
  if (!read.success) return read.error;
  const { subscription, ...facts } = invoiceFacts(read.data);
  if (subscription === undefined || invoice === undefined) return 'the invoice is not for a subscription';
  return { kind: 'invoice', actor: 'stripe', id, created, subscription, invoice, ...facts };
}

function readRefund({ id, created, object }: Told): Meaning {
  const read = chargeSchema.safeParse(object);
  if (!read.success) return read.error;
  return { kind: 'refund', actor: 'stripe', id, created, ...refundOf(read.data) };
}

function readDispute({ id, created, object }: Told): Meaning {
  const read = disputeSchema.safeParse(object);
  if (!read.success) return read.error;
  return { kind: 'refund', actor: 'stripe', id, created, ...disputeOf(read.data) };
}
