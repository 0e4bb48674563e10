import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStripeEvent } from '../../../src/events/stripe.ts';
import {
  chargeObject,
  disputeObject,
  invoiceObject,
  itemsObject,
  sessionObject,
  stripeEvent,
  subscriptionObject,
} from '../../fixtures/stripe-objects.ts';

const CREATED = 1_795_424_400;
const READING = { now: CREATED + 60, livemode: undefined };
const told = (type: string, object: object, previous?: object) =>
  stripeEvent('evt_1', type, CREATED, object, previous);
const read = (type: string, object: object, previous?: object) =>
  readStripeEvent(told(type, object, previous), READING);
const SUB = 'sub_1TTm0bE2vW8sQxYpL3nRk4Ha';
const CUSTOMER = 'cus_TTm0bE2vW8sQxY';
const BILLED = { actor: 'stripe', id: 'evt_1', created: CREATED, customer: CUSTOMER };

describe('checkout.session.completed', () => {
  const session = (more: object) => read('checkout.session.completed', sessionObject(more));

  it('says who signed up', () => {
    expect(session({})).toEqual({
      kind: 'event',
      event: {
        ...BILLED,
        kind: 'checkout',
        subscription: SUB,
        tenant: 'hilltop',
        name: 'Hilltop Garage',
        ownerEmail: 'owner@hilltop.example',
        session: 'cs_test_a1TTm0bE2vW8sQxYpL3nRk4HaB7cD9eF',
        begun: 1_787_999_900,
      },
      unapplied: [],
    });
  });

  it.each([
    [
      'expanded objects',
      { subscription: { id: 'sub_1' }, customer: { id: 'cus_1', name: 'x' } },
      { subscription: 'sub_1', customer: 'cus_1' },
    ],
    ['no customer', { customer: null }, {}],
    [
      'an e-mail address of its own',
      { customer_details: null, customer_email: 'a@b.example' },
      { ownerEmail: 'a@b.example' },
    ],
    [
      'an address beyond ASCII',
      { customer_details: { email: 'jürgen@müller-kfz.example' } },
      { ownerEmail: 'jürgen@müller-kfz.example' },
    ],
  ])('is read with %s', (_what, more, expected) => {
    expect(session(more)).toMatchObject({ kind: 'event', event: { kind: 'checkout', ...expected } });
  });

  it.each([
    [{}],
    [{ email: 'no address' }],
    [{ email: '"a b"@c.example' }],
    [{ email: 'a@b.example\nBcc: x' }],
  ])('never loses the tenant for an address: %j', (customer_details) => {
    const result = session({ customer_details });
    expect(result).toMatchObject({ kind: 'event', event: { tenant: 'hilltop' } });
    expect(result.kind === 'event' && result.event).not.toHaveProperty('ownerEmail');
  });

  it.each([
    ['names no tenant', { metadata: null }, 'ignored'],
    ['names one where its buyer can', { metadata: {}, client_reference_id: 'acme' }, 'ignored'],
    ['sells nothing', { subscription: null, mode: 'setup', payment_intent: null }, 'ignored'],
    ['has an id that is a path', { subscription: 'sub_../../platform' }, 'unusable'],
    ['has a customer that is something else', { customer: 7 }, 'unusable'],
  ])('that %s is %s', (_what, more, kind) => {
    expect(session(more).kind).toBe(kind);
  });

  const LIFE = {
    mode: 'payment',
    subscription: null,
    payment_intent: 'pi_1',
    metadata: { tenant_id: 'hilltop', type: 'lifetime' },
  };

  it.each([
    ['completed', { payment_status: 'paid' }, { payment: 'pi_1', isPaid: true }],
    ['completed', { payment_status: 'unpaid' }, { isPaid: false }],
    [
      'completed',
      { payment_status: 'no_payment_required', payment_intent: null, id: 'cs_1' },
      { payment: 'cs_1', isPaid: true },
    ],
    ['async_payment_succeeded', { payment_status: 'paid' }, { isPaid: true }],
    ['async_payment_failed', { payment_status: 'unpaid' }, { isPaid: false }],
  ])('of a single payment is a purchase: %s, %j', (type, more, expected) => {
    expect(read(`checkout.session.${type}`, sessionObject({ ...LIFE, ...more }))).toMatchObject({
      event: { kind: 'purchase', tenant: 'hilltop', type: 'lifetime', ...expected },
    });
  });
});

describe('customer.subscription.*', () => {
  it('keeps Stripe’s word, the items, the period’s end and the invoice', () => {
    expect(read('customer.subscription.updated', subscriptionObject({ status: 'past_due' }))).toEqual({
      kind: 'event',
      event: {
        ...BILLED,
        kind: 'subscription',
        subscription: SUB,
        tenant: 'hilltop',
        name: 'Hilltop Garage',
        started: 1_788_000_000,
        state: {
          id: 'evt_1',
          created: CREATED,
          said: 'updated',
          status: 'past_due',
          items: [{ price: 'price_pro', quantity: 4 }],
          periodEnd: 1_790_592_000,
          invoice: 'in_1TTm0bE2vW8sQxYpL3nRk4Ha',
        },
      },
      unapplied: [],
    });
  });

  it.each([
    ['created', {}, { said: 'created', status: 'active' }],
    [
      'deleted',
      { status: 'canceled', reason: 'payment_failed' },
      { said: 'deleted', status: 'canceled', reason: 'payment_failed' },
    ],
    ['deleted', { status: 'active' }, { said: 'deleted', status: 'canceled' }],
    ['paused', { status: 'paused' }, { said: 'updated', status: 'paused' }],
    ['updated', { cancelAtPeriodEnd: true }, { cancelAt: 1_790_592_000 }],
    [
      'updated',
      {
        items: [
          ['price_addon', 1],
          ['price_pro', 4],
        ],
      },
      {
        items: [
          { price: 'price_addon', quantity: 1 },
          { price: 'price_pro', quantity: 4 },
        ],
      },
    ],
  ] as const)('%s, %j', (type, fields, state) => {
    expect(read(`customer.subscription.${type}`, subscriptionObject(fields))).toMatchObject({
      event: { state },
    });
  });

  it('says what it changed', () => {
    const previous = {
      status: 'active',
      cancel_at_period_end: false,
      latest_invoice: null,
      items: itemsObject(SUB, [['price_pro', 2]], 1),
    };
    expect(read('customer.subscription.updated', subscriptionObject(), previous)).toMatchObject({
      event: {
        state: {
          was: {
            status: 'active',
            cancelAt: null,
            invoice: null,
            items: [{ price: 'price_pro', quantity: 2 }],
          },
        },
      },
    });
    expect(read('customer.subscription.updated', subscriptionObject(), { status: 7 })).toMatchObject({
      kind: 'event',
    });
  });

  it.each([
    ['no item', { items: { data: [] } }],
    ['half a mechanic', { items: { data: [{ price: { id: 'p' }, quantity: 1.5 }] } }],
    ['no items at all', { items: null }],
  ])('with %s is an end all the same', (_what, more) => {
    expect(read('customer.subscription.deleted', { ...subscriptionObject(), ...more })).toMatchObject({
      event: { state: { said: 'deleted' } },
    });
  });

  it.each([
    ['an id of something else', { id: 'in_1' }],
    ['an id that is a path', { id: 'sub_1/../../x' }],
  ])('with %s is unusable, and says where', (_what, more) => {
    expect(read('customer.subscription.updated', { ...subscriptionObject(), ...more })).toMatchObject({
      kind: 'unusable',
      id: 'evt_1',
      unapplied: { reason: 'unreadable', detail: expect.stringContaining('data.object: id') },
    });
  });
});

describe('invoice.*', () => {
  it.each([
    ['payment_succeeded', 'paid'],
    ['paid', 'paid'],
    ['payment_failed', 'failed'],
    ['voided', 'voided'],
    ['marked_uncollectible', 'uncollectible'],
  ])('%s: %s', (type, invoice) => {
    expect(read(`invoice.${type}`, invoiceObject('sub_1'))).toEqual({
      kind: 'event',
      event: { ...BILLED, kind: 'invoice', subscription: 'sub_1', tenant: 'hilltop', invoice },
      unapplied: [],
    });
  });

  it('is found where the API before 2025 had the subscription', () => {
    const older = { subscription: 'sub_1', subscription_details: { metadata: { tenant_id: 'hilltop' } } };
    expect(read('invoice.paid', older)).toMatchObject({
      event: { subscription: 'sub_1', tenant: 'hilltop' },
    });
  });

  it('without a subscription is ignored', () => {
    expect(read('invoice.paid', {})).toMatchObject({ kind: 'ignored', id: 'evt_1' });
  });
});

describe('money that goes back', () => {
  it('is told by its payment', () => {
    expect(read('charge.refunded', chargeObject())).toMatchObject({
      event: {
        kind: 'refund',
        payment: 'pi_3TTm0bE2vW8sQxYp0L3nRk4H',
        told: { kind: 'refunded', amount: 25_000, isAll: true },
      },
    });
    expect(read('charge.dispute.closed', disputeObject({ status: 'lost' }))).toMatchObject({
      event: {
        kind: 'refund',
        payment: 'pi_3TTm0bE2vW8sQxYp0L3nRk4H',
        told: { kind: 'disputed', status: 'lost' },
      },
    });
  });
});

describe('a delivery', () => {
  it('dated ahead of the service’s clock counts as of now', () => {
    const now = CREATED - 86_400;
    const ahead = readStripeEvent(told('customer.subscription.updated', subscriptionObject()), {
      ...READING,
      now,
    });
    expect(ahead).toMatchObject({
      event: { created: now, state: { created: now } },
      unapplied: [{ reason: 'future' }],
    });
    const skewed = readStripeEvent(told('invoice.paid', invoiceObject('sub_1')), {
      ...READING,
      now: CREATED - 5,
    });
    expect(skewed).toMatchObject({ event: { created: CREATED - 5 }, unapplied: [] });
  });

  it('of another mode than the key’s is told, and never applied', () => {
    const event = told('customer.subscription.deleted', subscriptionObject());
    expect(readStripeEvent(event, { ...READING, livemode: true })).toMatchObject({
      kind: 'unusable',
      unapplied: { reason: 'livemode' },
    });
    expect(readStripeEvent(event, { ...READING, livemode: false }).kind).toBe('event');
  });

  it('that is thin is told, and not malformed: Stripe would disable the endpoint', () => {
    const thin = {
      id: 'evt_1',
      object: 'v2.core.event',
      type: 'v1.billing.meter.no_meter_found',
      created: '2026-11-28T09:00:00.000Z',
    };
    expect(readStripeEvent(thin, READING)).toMatchObject({ kind: 'unusable', unapplied: { reason: 'thin' } });
  });
});

describe('anything else', () => {
  it.each(['charge.succeeded', 'toString', '__proto__', 'constructor'])('such as %s is ignored', (type) => {
    expect(read(type, {})).toMatchObject({ kind: 'ignored' });
  });

  it.each([
    null,
    7,
    [],
    {},
    { ...told('invoice.paid', {}), id: 'evt_1\nActor: eve' },
    { ...told('invoice.paid', {}), created: 1e300 },
  ])('such as %j is no event', (body) => {
    expect(readStripeEvent(body, READING).kind).toBe('malformed');
  });

  it('never throws, and what it makes of it names only ids that may be names of files', () => {
    const type = fc.constantFrom(
      'checkout.session.completed',
      'customer.subscription.updated',
      'customer.subscription.deleted',
      'invoice.paid',
    );
    const value = fc.oneof(
      fc.jsonValue(),
      fc.string().map((text) => `sub_${text}`),
    );
    const object = fc.record(
      {
        id: value,
        subscription: value,
        customer: fc.oneof(
          value,
          fc.string().map((text) => `cus_${text}`),
        ),
        status: value,
        metadata: fc.oneof(value, fc.dictionary(fc.constantFrom('tenant_id', 'tenant_name'), value)),
        client_reference_id: value,
        customer_email: value,
        items: fc.oneof(
          value,
          fc.record({ data: fc.array(fc.record({ price: fc.record({ id: value }), quantity: value })) }),
        ),
        parent: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(type, object, (kind, data) => {
        const result = read(kind, data);
        if (result.kind !== 'event') return;
        const { event } = result;
        expect('subscription' in event ? event.subscription : event.payment).toMatch(
          /^(sub|pi|cs|ch|py)_\w+$/,
        );
        expect(event.customer ?? 'cus_1').toMatch(/^cus_\w+$/);
      }),
      { numRuns: 1000 },
    );
  });
});
