import { describe, expect, it } from 'vitest';
import type { BillingEvent } from '../../../src/events/event.ts';
import { openStripe } from '../../../src/service/stripe-state.ts';
import { checkout, invoice, purchase, refund, subscription } from '../../fixtures/lifecycle.ts';
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
  event: BillingEvent = subscription('evt_1', 1, 'unpaid'),
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
    const event = subscription('evt_1', 1, 'unpaid');
    expect(present).toEqual({
      kind: 'event',
      event: {
        ...event,
        present: {
          id: 'evt_1',
          created: Date.parse(DATE) / 1000,
          said: 'asked',
          status: 'active',
          items: [{ price: 'price_ent', quantity: 12 }],
        },
      },
    });
  });

  it('says a tenant’s size right after its checkout', async () => {
    const { present } = await asking(200, PRESENT, checkout('evt_1', 1));
    expect(present).toMatchObject({
      kind: 'event',
      event: { kind: 'checkout', present: { items: [{ price: 'price_ent', quantity: 12 }] } },
    });
  });

  it('tells an invoice of another product, unless the subscription is known', async () => {
    const foreign = { ...PRESENT, metadata: {} };
    expect((await asking(200, foreign, invoice('evt_1', 1, false))).present).toEqual({ kind: 'foreign' });
    expect((await asking(200, foreign, invoice('evt_1', 1, false), true)).present.kind).toBe('event');
  });

  it('says what was bought once', async () => {
    const event = { ...purchase('evt_1', 1), session: 'cs_1' } as BillingEvent;
    const items = { object: 'list', data: [{ id: 'li_1', price: { id: 'price_life' }, quantity: 1 }] };
    const { present, heard } = await asking(200, items, event);
    expect(heard[0]?.url).toContain('/v1/checkout/sessions/cs_1/line_items');
    expect(present).toMatchObject({ event: { items: [{ price: 'price_life', quantity: 1 }] } });
  });

  it('says by its session whose a charge is that was refunded', async () => {
    const list = (metadata: object) => ({ object: 'list', data: [{ id: 'cs_1', metadata }] });
    const { present, heard } = await asking(200, list({ tenant_id: 'hilltop' }), refund('evt_1', 1));
    expect(heard[0]?.url).toContain('payment_intent=pi_1');
    expect(present.kind).toBe('event');
    expect((await asking(200, list({}), refund('evt_1', 1))).present.kind).toBe('foreign');
    expect((await asking(200, list({}), refund('evt_1', 1), true)).heard).toEqual([]);
  });

  it('leaves an event as it is when Stripe does not know its subscription any more', async () => {
    const missing = {
      error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such subscription' },
    };
    const event = subscription('evt_1', 1, 'deleted');
    expect((await asking(404, missing, event)).present).toEqual({ kind: 'event', event });
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
