import { z } from 'zod';
import { defined } from '../records/defined.ts';
import type { FormerState, SubscriptionState } from './event.ts';
import { itemList, itemsOf, maybeSeconds, metadata, reference } from './stripe-fields.ts';

/** The parts of a subscription that decide something, in the API's shapes before and since 2025. */
export const subscriptionSchema = z.object({
  id: z.string().regex(/^sub_[A-Za-z0-9_]{1,200}$/, 'a Stripe subscription id, sub_…'),
  created: maybeSeconds,
  customer: reference('cus'),
  status: z.string().regex(/^[a-z_]{1,40}$/, 'a status of Stripe’s'),
  metadata,
  items: itemList.catch({ data: [] }),
  cancel_at: maybeSeconds,
  cancel_at_period_end: z.boolean().nullish(),
  current_period_end: maybeSeconds,
  ended_at: maybeSeconds,
  cancellation_details: z.object({ reason: z.string().max(40).nullish() }).nullish(),
  latest_invoice: reference('in').catch(undefined),
});

export type StripeSubscription = z.infer<typeof subscriptionSchema>;

/** What an event changed; a shape that is not understood proves nothing, and is left out. */
const former = z.object({
  status: z.string().max(40).optional().catch(undefined),
  items: itemList.optional().catch(undefined),
  cancel_at: z.int().nullish().catch(undefined),
  cancel_at_period_end: z.boolean().nullish().catch(undefined),
  latest_invoice: z.string().max(255).nullish().catch(undefined),
});

/** What a subscription says beside its state: whose it is, and since when. */
export function subscriptionFacts({ id, customer, created, metadata: { tenant, name } }: StripeSubscription) {
  return { subscription: id, ...defined({ customer, tenant, name, started: created }) };
}

/**
 * A subscription's state as an event told it, or as Stripe answered.
 *
 * @param told the event's id, its time in seconds since 1970, and how the state became known
 * @param previous the event's `previous_attributes`
 */
export function stateAt(
  told: Pick<SubscriptionState, 'id' | 'created' | 'said'>,
  read: StripeSubscription,
  previous?: unknown,
): SubscriptionState {
  const periodEnd = read.current_period_end ?? read.items.data[0]?.current_period_end;
  const cancelAt = read.cancel_at ?? (read.cancel_at_period_end ? periodEnd : undefined);
  const was = formerState(previous);
  return {
    ...told,
    status: told.said === 'deleted' ? 'canceled' : read.status,
    items: itemsOf(read.items),
    ...defined({
      cancelAt,
      periodEnd,
      endedAt: read.ended_at,
      reason: read.cancellation_details?.reason ?? undefined,
      invoice: read.latest_invoice,
      was: Object.keys(was).length === 0 ? undefined : was,
    }),
  };
}

function formerState(previous: unknown): FormerState {
  const read = former.safeParse(previous);
  if (!read.success) return {};
  const { status, items, cancel_at, cancel_at_period_end, latest_invoice } = read.data;
  const wasEnding = cancel_at === undefined && cancel_at_period_end === false ? null : cancel_at;
  return defined({
    status,
    items: items && itemsOf(items),
    cancelAt: wasEnding,
    invoice: latest_invoice,
  });
}
