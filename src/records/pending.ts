import { z } from 'zod';
import { emit } from '../yaml/emit.ts';
import { billingEventsSchema, paymentId, purchaseSchema, subscriptionId } from './billing.ts';
import { type ParseResult, parseFile } from './parse.ts';
import { shown } from './problem.ts';
import { tenantSchema } from './schema.ts';
import { timestamp } from './timestamp.ts';

/** Where what Stripe told too early waits. */
export const PENDING = 'signups';

/** The buyer as a checkout told of them. */
const buyerSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_]{1,255}$/, 'a Stripe event id, evt_…'),
  created: timestamp,
  session: timestamp.optional().describe('When the Checkout Session began'),
  tenant: tenantSchema.shape.id,
  name: z.string().max(1000),
  ownerEmail: tenantSchema.shape.ownerEmail.optional(),
});

/**
 * What Stripe told before it was known whose it is or what it buys: events come in any order, and an acknowledged one
 * must not be lost (docs/decisions/billing-order.md).
 */
const pendingSchema = z
  .strictObject({
    subscription: subscriptionId.optional(),
    payment: paymentId.optional(),
    tenant: tenantSchema.shape.id.optional(),
    started: timestamp.optional().describe('When the subscription was made'),
    buyer: buyerSchema.optional(),
    events: billingEventsSchema.optional(),
    purchase: purchaseSchema.optional(),
  })
  .refine(({ subscription, payment }) => (subscription === undefined) !== (payment === undefined), {
    error: 'needs either a subscription or a payment',
  })
  .describe('A subscription or a payment whose tenant is not there yet');

export type Pending = z.infer<typeof pendingSchema>;
export type Buyer = z.infer<typeof buyerSchema>;

/** The subscription or payment that waits: the file's name. */
export function pendingKey({ subscription, payment }: Pending): string {
  return subscription ?? payment ?? '';
}

/** @param key a subscription or a payment */
export function pendingFile(key: string): string {
  return `${PENDING}/${key}.yaml`;
}

/** Reads what waits. The file's name tells its subscription or payment, so the two have to agree. */
export function parsePending(file: string, text: string): ParseResult<Pending> {
  return parseFile(file, text, pendingSchema as z.ZodType<Pending>, ({ subscription, payment }, lineOf) => {
    const key = subscription ?? payment;
    if (key === undefined || pendingFile(key) === file) return [];
    const field = subscription === undefined ? 'payment' : 'subscription';
    const allowed = file.replace(/^.*\/|\.yaml$/g, '');
    const message = 'is not the file’s name';
    return [{ file, line: lineOf([field]), field, message, found: shown(key), allowed }];
  });
}

export function pendingText(pending: Pending): string {
  return emit(JSON.parse(JSON.stringify(pending)));
}
