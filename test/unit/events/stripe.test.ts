import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStripeEvent, stateOf } from '../../../src/events/stripe.ts';

const CREATED = 1_795_424_400;
const told = (type: string, object: object) => ({ id: 'evt_1', type, created: CREATED, data: { object } });
const BILLED = { actor: 'stripe', id: 'evt_1', created: CREATED, subscription: 'sub_1' };

const SESSION = {
  object: 'checkout.session',
  subscription: 'sub_1',
  customer: 'cus_1',
  customer_details: { email: 'owner@hilltop.example' },
  metadata: { tenant_id: 'hilltop', tenant_name: 'Hilltop Garage' },
};
const SUBSCRIPTION = {
  id: 'sub_1',
  customer: 'cus_1',
  status: 'active',
  metadata: { tenant_id: 'hilltop' },
  items: { data: [{ price: { id: 'price_pro' }, quantity: 4 }] },
};

describe('checkout.session.completed', () => {
  const read = (more: object) => readStripeEvent(told('checkout.session.completed', { ...SESSION, ...more }));

  it('says who signed up', () => {
    expect(read({})).toEqual({
      kind: 'event',
      event: {
        ...BILLED,
        kind: 'checkout',
        customer: 'cus_1',
        tenant: 'hilltop',
        name: 'Hilltop Garage',
        ownerEmail: 'owner@hilltop.example',
      },
    });
  });

  it.each([
    ['expanded objects', { subscription: { id: 'sub_1' }, customer: { id: 'cus_1', name: 'x' } }, {}],
    ['no customer', { customer: null }, {}],
    ['an e-mail address of its own', { customer_details: null, customer_email: 'a@b.example' }, {}],
    ['the tenant as reference', { metadata: {}, client_reference_id: 'hilltop' }, { name: 'hilltop' }],
  ])('is read with %s', (_what, more, expected) => {
    expect(read(more)).toMatchObject({ kind: 'event', event: { subscription: 'sub_1', ...expected } });
  });

  it.each([
    ['names no tenant', { metadata: null }, 'ignored'],
    ['is a single payment', { subscription: null }, 'ignored'],
    ['has no e-mail address', { customer_details: {} }, 'unusable'],
    ['has an id that is a path', { subscription: 'sub_../../platform' }, 'unusable'],
    ['has a customer that is something else', { customer: 7 }, 'unusable'],
  ])('that %s is %s', (_what, more, kind) => {
    expect(read(more).kind).toBe(kind);
  });
});

describe('customer.subscription.*', () => {
  const read = (type: string, more: object = {}) =>
    readStripeEvent(told(`customer.subscription.${type}`, { ...SUBSCRIPTION, ...more }));

  it.each([
    ['created', 'active', 'running'],
    ['updated', 'trialing', 'running'],
    ['updated', 'past_due', 'unpaid'],
    ['updated', 'unpaid', 'unpaid'],
    ['updated', 'incomplete', 'unpaid'],
    ['updated', 'incomplete_expired', 'unpaid'],
    ['updated', 'paused', 'unpaid'],
    ['updated', 'a status of the future', 'unpaid'],
    ['updated', 'canceled', 'deleted'],
    ['deleted', 'active', 'deleted'],
  ])('%s with status %s is %s', (type, status, state) => {
    expect(read(type, { status })).toMatchObject({ kind: 'event', event: { kind: 'subscription', state } });
  });

  it('says price and mechanics', () => {
    expect(read('created')).toMatchObject({
      event: { ...BILLED, price: 'price_pro', quantity: 4, tenant: 'hilltop', customer: 'cus_1' },
    });
    expect(read('created', { items: { data: [{ price: { id: 'p' } }] } })).toMatchObject({
      event: { quantity: 1 },
    });
  });

  it.each([
    ['no item', { items: { data: [] } }],
    ['half a mechanic', { items: { data: [{ price: { id: 'p' }, quantity: 1.5 }] } }],
    ['an id of something else', { id: 'in_1' }],
    ['an id that is a path', { id: 'sub_1/../../x' }],
  ])('with %s is unusable, and says where', (_what, more) => {
    expect(read('updated', more)).toMatchObject({
      kind: 'unusable',
      id: 'evt_1',
      because: expect.stringMatching(/^data\.object: (items|id)/),
    });
  });
});

describe('invoice.*', () => {
  it.each([
    ['payment_succeeded', true],
    ['paid', true],
    ['payment_failed', false],
  ])('%s: paid is %s', (type, paid) => {
    const read = readStripeEvent(told(`invoice.${type}`, { subscription: 'sub_1' }));
    expect(read).toEqual({ kind: 'event', event: { ...BILLED, kind: 'invoice', paid } });
  });

  it('is found where either of Stripe’s API versions has the subscription', () => {
    const details = { subscription: 'sub_2', metadata: { tenant_id: 'hilltop' } };
    const newer = told('invoice.paid', { parent: { subscription_details: details } });
    expect(readStripeEvent(newer)).toMatchObject({ event: { subscription: 'sub_2', tenant: 'hilltop' } });
    const older = { subscription: 'sub_1', subscription_details: { metadata: { tenant_id: 'hilltop' } } };
    expect(readStripeEvent(told('invoice.paid', older))).toMatchObject({
      event: { subscription: 'sub_1', tenant: 'hilltop' },
    });
  });

  it('without a subscription is ignored', () => {
    expect(readStripeEvent(told('invoice.paid', {}))).toMatchObject({ kind: 'ignored', id: 'evt_1' });
  });
});

describe('anything else', () => {
  it.each(['charge.refunded', 'toString', '__proto__', 'constructor'])('such as %s is ignored', (type) => {
    expect(readStripeEvent(told(type, {}))).toMatchObject({ kind: 'ignored' });
  });

  it.each([
    null,
    7,
    [],
    {},
    { ...told('invoice.paid', {}), id: 'evt_1\nActor: eve' },
    { ...told('invoice.paid', {}), created: 1e300 },
  ])('such as %j is no event', (body) => {
    expect(readStripeEvent(body).kind).toBe('malformed');
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
        const read = readStripeEvent(told(kind, data));
        if (read.kind !== 'event') return;
        expect(read.event.subscription).toMatch(/^sub_\w+$/);
        expect(read.event.customer ?? 'cus_1').toMatch(/^cus_\w+$/);
      }),
      { numRuns: 1000 },
    );
  });
});

it('a status of Stripe’s runs, suspends or ends', () => {
  expect(['active', 'past_due', 'canceled'].map(stateOf)).toEqual(['running', 'unpaid', 'deleted']);
});
