import { z } from 'zod';
import { dedicatedTierSchema } from './tiers.ts';
import { timestamp } from './timestamp.ts';

const stripeId = (prefixes: string, rule: string) =>
  z.string().regex(new RegExp(`^(${prefixes})_[A-Za-z0-9_]+$`), rule);

export const subscriptionId = stripeId('sub', 'a Stripe subscription id, sub_…');
export const paymentId = stripeId('pi|cs|ch|py', 'a Stripe payment id, pi_…');
export const customerId = stripeId('cus', 'a Stripe customer id, cus_…');
const eventId = z.string().regex(/^[A-Za-z0-9_]{1,255}$/, 'a Stripe event id, evt_…');
const word = z.string().regex(/^[a-z_]{1,40}$/, 'a word of Stripe’s');
const priceId = z.string().max(255);
const quantity = z.int();

/** A tier and a number of mechanics that were bought. */
const boughtSize = {
  tier: dedicatedTierSchema.optional(),
  mechanics: z.int().min(1).max(100_000).optional(),
};

/** A subscription at one moment, in Stripe's words. */
export const observationSchema = z.strictObject({
  id: eventId,
  created: timestamp,
  said: z.enum(['created', 'updated', 'deleted', 'asked']).describe('By which event, or asked for'),
  status: word.describe('Stripe’s own word'),
  price: priceId.optional().describe('Of the plan: the first item whose price platform.yaml knows'),
  quantity: quantity.optional(),
  ...boughtSize,
  cancelAt: timestamp.optional(),
  periodEnd: timestamp.optional(),
  endedAt: timestamp.optional(),
  reason: z.string().max(40).optional().describe('Why it ended'),
  invoice: z.string().max(255).optional().describe('Its latest invoice'),
  was: z
    .strictObject({
      status: z.string().max(40).optional(),
      price: priceId.optional(),
      quantity: quantity.optional(),
      cancelAt: timestamp.nullable().optional(),
      invoice: z.string().max(255).nullable().optional(),
    })
    .optional()
    .describe('What the event changed, as it was before: it orders events of one second'),
});

/** What Stripe told of one subscription. */
export const billingEventsSchema = z.strictObject({
  customer: z.string().max(255).optional(),
  checkout: z
    .strictObject({ id: eventId, created: timestamp })
    .optional()
    .describe('The event that completed the checkout'),
  paidSince: timestamp.optional().describe('The first time that it was active or trialing'),
  states: z
    .array(observationSchema)
    .optional()
    .describe('The last state, its end, and the last state that said a size'),
  tiers: z
    .array(dedicatedTierSchema)
    .optional()
    .describe('Every tier that was bought: storage never shrinks below the largest'),
  subscription: z
    .strictObject({
      id: eventId,
      created: timestamp,
      state: z.enum(['running', 'unpaid', 'deleted']),
      tier: dedicatedTierSchema,
      mechanics: z.int().min(1).max(100_000),
    })
    .optional()
    .describe('The last state as earlier versions wrote it; the next event replaces it'),
  invoice: z
    .strictObject({ id: eventId, created: timestamp, paid: z.boolean() })
    .optional()
    .describe('As earlier versions wrote it: an invoice decides nothing'),
});

/** Something that was bought once, and lasts. */
export const purchaseSchema = z.strictObject({
  customer: z.string().max(255).optional(),
  paid: z
    .strictObject({
      id: eventId,
      created: timestamp,
      price: priceId.optional(),
      quantity: quantity.optional(),
      type: z.string().max(255).optional(),
      ...boughtSize,
    })
    .optional()
    .describe('The event that told of the payment'),
  refunded: z
    .strictObject({ id: eventId, created: timestamp, amount: z.int().min(0), isAll: z.boolean() })
    .optional()
    .describe('What went back, in the currency’s smallest unit'),
  disputed: z.strictObject({ id: eventId, created: timestamp, status: word }).optional(),
});

export const billingSchema = z.strictObject({
  customer: customerId.optional(),
  subscription: subscriptionId.optional().describe('The subscription that decides'),
  payment: paymentId.optional().describe('The purchase that decides'),
  events: z
    .record(subscriptionId, billingEventsSchema)
    .optional()
    .describe('What Stripe told of each subscription, written by the service'),
  purchases: z
    .record(paymentId, purchaseSchema)
    .optional()
    .describe('What was bought once, by its payment, written by the service'),
});

export type Billing = z.infer<typeof billingSchema>;
export type BillingEvents = z.infer<typeof billingEventsSchema>;
export type Observation = z.infer<typeof observationSchema>;
export type Purchase = z.infer<typeof purchaseSchema>;

/** @returns whether a subscription is over: an end is final at Stripe */
export function isEnd({ said, status }: Pick<Observation, 'said' | 'status'>): boolean {
  return said === 'deleted' || status === 'canceled' || status === 'incomplete_expired';
}

/** @returns whether Stripe told the end of a subscription, as this version or an earlier one wrote it */
export function hasEnded({ states = [], subscription }: BillingEvents): boolean {
  return subscription?.state === 'deleted' || states.some(isEnd);
}
