import { Stripe } from 'stripe';
import type { BillingEvent } from '../events/event.ts';
import { stateOf, subscriptionFacts, subscriptionSchema } from '../events/stripe.ts';

/** What follows from asking Stripe: the events to decide on, or that it could not be asked. */
export type Present =
  | { readonly kind: 'events'; readonly events: readonly BillingEvent[] }
  /** Nobody's here: another product of the same Stripe account. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unavailable'; readonly reason: string };

export type AskStripe = (event: BillingEvent, isKnown: (subscription: string) => boolean) => Promise<Present>;

/**
 * Replaces what an event says by the subscription's present state, dated by Stripe's clock, so that a late event cannot
 * undo a later one (docs/decisions/billing-order.md).
 *
 * @param base - the address of Stripe's API, where it is not Stripe's own
 */
export function openStripe(secretKey: string, base: string | undefined): AskStripe {
  const stripe = new Stripe(secretKey, { maxNetworkRetries: 2, timeout: 10_000, ...endpoint(base) });
  return async (event, isKnown) => {
    try {
      const answer = await stripe.subscriptions.retrieve(event.subscription);
      const read = subscriptionSchema.parse(answer);
      const facts = subscriptionFacts(read);
      const date = answer.lastResponse.headers['date'] ?? '';
      const created = Math.max(event.created, Math.floor(Date.parse(date) / 1000) || 0);
      if (facts.tenant === undefined && event.tenant === undefined && !isKnown(event.subscription))
        return { kind: 'foreign' };
      const { id, actor } = event;
      const present = {
        kind: 'subscription',
        id,
        actor,
        created,
        ...facts,
        state: stateOf(read.status),
      } as const;
      return { kind: 'events', events: event.kind === 'checkout' ? [event, present] : [present] };
    } catch (error) {
      return failure(event, error);
    }
  };
}

/** A subscription that Stripe does not know (any more) is what its event says. */
function failure(event: BillingEvent, error: unknown): Present {
  if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing')
    return { kind: 'events', events: [event] };
  const reason = error instanceof Stripe.errors.StripeError ? error.type : 'an answer that cannot be read';
  return { kind: 'unavailable', reason: `Stripe: ${reason}` };
}

function endpoint(base: string | undefined) {
  if (base === undefined) return {};
  const { protocol, hostname, port } = new URL(base);
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const);
  return { protocol: scheme, host: hostname, ...(port === '' ? {} : { port }) };
}
