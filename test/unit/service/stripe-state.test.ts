import { describe, expect, it } from 'vitest';
import { openStripe } from '../../../src/service/stripe-state.ts';
import { checkout, invoice, subscription } from '../../fixtures/lifecycle.ts';
import { listen } from '../../fixtures/listener.ts';

const PRESENT = {
  id: 'sub_1',
  object: 'subscription',
  customer: 'cus_1',
  status: 'active',
  metadata: { tenant_id: 'hilltop' },
  items: { data: [{ price: { id: 'price_ent' }, quantity: 12 }] },
};
const DATE = 'Mon, 23 Nov 2026 09:00:00 GMT';

async function asking(
  status: number,
  body: unknown,
  event = subscription('evt_1', 1, 'deleted'),
  isKnown = false,
) {
  const stripe = await listen(() => ({ status, body, headers: { date: DATE } }));
  const present = await openStripe('sk_test_of_the_test', stripe.url)(event, () => isKnown);
  stripe.close();
  return { present, heard: stripe.heard };
}

describe('Stripe’s present state', () => {
  it('takes the place of what a late event says, dated by Stripe’s clock', async () => {
    const { present, heard } = await asking(200, PRESENT);
    expect(heard[0]).toMatchObject({
      url: '/v1/subscriptions/sub_1',
      headers: { authorization: 'Bearer sk_test_of_the_test' },
    });
    expect(present).toEqual({
      kind: 'events',
      events: [
        {
          kind: 'subscription',
          id: 'evt_1',
          actor: 'stripe',
          created: Date.parse(DATE) / 1000,
          subscription: 'sub_1',
          customer: 'cus_1',
          tenant: 'hilltop',
          state: 'running',
          price: 'price_ent',
          quantity: 12,
        },
      ],
    });
  });

  it('says a tenant’s size right after its checkout', async () => {
    const { present } = await asking(200, PRESENT, checkout('evt_1', 1));
    expect(present).toMatchObject({
      kind: 'events',
      events: [{ kind: 'checkout' }, { kind: 'subscription', quantity: 12 }],
    });
  });

  it('tells an invoice of another product, unless the subscription is known', async () => {
    const foreign = { ...PRESENT, metadata: {} };
    expect((await asking(200, foreign, invoice('evt_1', 1, false))).present).toEqual({ kind: 'foreign' });
    expect((await asking(200, foreign, invoice('evt_1', 1, false), true)).present.kind).toBe('events');
  });

  it('leaves an event as it is when Stripe does not know its subscription any more', async () => {
    const missing = {
      error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such subscription' },
    };
    const event = subscription('evt_1', 1, 'deleted');
    expect((await asking(404, missing, event)).present).toEqual({ kind: 'events', events: [event] });
  });

  it.each([
    [401, { error: { type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_***' } }],
    [200, { id: 'sub_1', object: 'subscription' }],
  ])('that cannot be had makes nobody guess: status %i', async (status, body) => {
    const { present } = await asking(status, body);
    expect(present.kind).toBe('unavailable');
    expect(JSON.stringify(present)).not.toContain('sk_test');
  });
});
