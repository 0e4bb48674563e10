import { z } from 'zod';
import { defined } from '../records/defined.ts';
import { emailSchema } from '../records/email.ts';
import type { CheckoutCompleted, PurchaseCompleted } from './event.ts';
import { maybeSeconds, metadata, reference } from './stripe-fields.ts';

/** A Checkout Session. `client_reference_id` is not read: Payment Links let the buyer set it. */
export const sessionSchema = z.object({
  id: z
    .string()
    .regex(/^cs_[A-Za-z0-9_]{1,200}$/, 'a Stripe session id, cs_…')
    .nullish(),
  created: maybeSeconds,
  mode: z.string().nullish(),
  payment_status: z.string().nullish(),
  subscription: reference('sub'),
  payment_intent: reference('pi'),
  customer: reference('cus'),
  customer_email: z.string().nullish(),
  customer_details: z.object({ email: z.string().nullish(), name: z.string().nullish() }).nullish(),
  metadata,
});

export type Session = z.infer<typeof sessionSchema>;
export type SessionEvent = CheckoutCompleted | PurchaseCompleted;

/**
 * What a session that was completed, or whose payment succeeded or failed later, means.
 *
 * @returns the event, or why it means nothing here
 */
export function sessionEvent(
  told: { readonly id: string; readonly created: number },
  session: Session,
): SessionEvent | string {
  const { subscription, customer, metadata: said, created } = session;
  if (said.tenant === undefined) return 'the session’s metadata names no tenant (tenant_id)';
  const buyer = {
    actor: 'stripe' as const,
    id: told.id,
    created: told.created,
    tenant: said.tenant,
    name: said.name ?? said.tenant,
    ...defined({
      customer,
      ownerEmail: addressOf(session),
      session: session.id ?? undefined,
      begun: created,
    }),
  };
  if (subscription !== undefined) return { kind: 'checkout', ...buyer, subscription };
  const payment = session.payment_intent ?? session.id ?? undefined;
  if (payment === undefined || session.mode === 'setup') return 'the session sells nothing';
  const isPaid = session.payment_status === 'paid' || session.payment_status === 'no_payment_required';
  return { kind: 'purchase', ...buyer, payment, isPaid, ...defined({ type: said.type }) };
}

/** The buyer's address where mail can be sent to it. */
function addressOf({ customer_details, customer_email }: Session): string | undefined {
  const read = emailSchema.safeParse((customer_details?.email ?? customer_email ?? '').trim());
  return read.success ? read.data : undefined;
}
