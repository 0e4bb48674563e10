import { z } from 'zod';
import { defined } from '../records/defined.ts';
import type { InvoiceSettled, MoneyBack } from './event.ts';
import { metadata, reference } from './stripe-fields.ts';

const details = z.object({ subscription: reference('sub'), metadata }).nullish();

/** An invoice: since Stripe's API of 2025 its subscription stands in `parent.subscription_details`. */
export const invoiceSchema = z.object({
  subscription: reference('sub'),
  customer: reference('cus'),
  parent: z.object({ subscription_details: details }).nullish(),
  subscription_details: z.object({ metadata }).nullish(),
});

/** @returns the subscription that an invoice is for, its customer and its tenant, as far as it says them */
export function invoiceFacts(read: z.infer<typeof invoiceSchema>) {
  const newer = read.parent?.subscription_details;
  const tenant = newer?.metadata.tenant ?? read.subscription_details?.metadata.tenant;
  return {
    subscription: newer?.subscription ?? read.subscription,
    ...defined({ customer: read.customer, tenant }),
  };
}

export const INVOICES: Readonly<Record<string, InvoiceSettled['invoice']>> = {
  'invoice.payment_succeeded': 'paid',
  'invoice.paid': 'paid',
  'invoice.payment_failed': 'failed',
  'invoice.voided': 'voided',
  'invoice.marked_uncollectible': 'uncollectible',
};

const chargeId = z.string().regex(/^(ch|py)_[A-Za-z0-9_]{1,200}$/, 'a Stripe charge id, ch_…');

export const chargeSchema = z.object({
  id: chargeId,
  customer: reference('cus'),
  payment_intent: reference('pi'),
  amount_refunded: z.int().min(0),
  refunded: z.boolean(),
});

export const disputeSchema = z.object({
  charge: z.union([chargeId, z.object({ id: chargeId }).transform(({ id }) => id)]),
  payment_intent: reference('pi'),
  status: z.string().regex(/^[a-z_]{1,40}$/, 'a status of Stripe’s'),
});

type Back = Pick<MoneyBack, 'payment' | 'charge' | 'told' | 'customer'>;

/** What a charge says that was refunded, in whole or in part. Without a PaymentIntent the charge stands for itself. */
export function refundOf(read: z.infer<typeof chargeSchema>): Back {
  const { id, customer, payment_intent, amount_refunded: amount, refunded: isAll } = read;
  return {
    payment: payment_intent ?? id,
    charge: id,
    told: { kind: 'refunded', amount, isAll },
    ...defined({ customer }),
  };
}

/** What a dispute says, at each of its steps. */
export function disputeOf({ charge, payment_intent, status }: z.infer<typeof disputeSchema>): Back {
  return { payment: payment_intent ?? charge, charge, told: { kind: 'disputed', status } };
}
