import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/http/handlers.ts';
import { ACME_VIEW, CHANGED, NOW, SIGNUP, serverWith, signed } from '../../fixtures/http.ts';

const SUBSCRIPTION = {
  id: 'sub_1',
  customer: 'cus_1',
  status: 'active',
  metadata: { tenant_id: 'acme', tenant_name: 'ACME' },
  items: { data: [{ price: { id: 'price_pro' }, quantity: 4 }] },
};
const event = (type: string, object: object) => ({ id: 'evt_1', type, created: NOW, data: { object } });
const stateWith = (fields: object) => expect.objectContaining(fields);
const UPDATED = event('customer.subscription.updated', SUBSCRIPTION);

describe('a signature', () => {
  const both = [
    ['/webhooks/signup', SIGNUP],
    ['/webhooks/stripe', UPDATED],
  ] as const;

  for (const [url, body] of both) {
    it.each([
      ['missing', {}],
      ['of another secret', signed(url, body, { secret: 'another-secret-altogether' }).headers],
      ['too old', signed(url, body, { at: NOW - 301 }).headers],
      ['from the future', signed(url, body, { at: NOW + 301 }).headers],
      ['of another body', signed(url, { ...body, more: 1 }).headers],
      ['without its time', { 'stripe-signature': 'v1=00', 'mechanicbuddy-signature': 'v1=00' }],
      ['of no scheme', { 'stripe-signature': `t=${NOW},v0=00`, 'mechanicbuddy-signature': `t=${NOW},v0=00` }],
      ['of a megabyte', { 'stripe-signature': 'v1='.padEnd(9000, '0') }],
    ])(`that is %s is refused, before anything else is said: ${url}`, async (_what, headers) => {
      const { server, events } = serverWith(CHANGED);
      const answer = await server.inject({
        ...signed(url, '{"tier": 7}'),
        payload: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toMatchObject({ status: 401, type: 'urn:mechanicbuddy:problem:forged' });
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(events).toEqual([]);
    });

    it.each([NOW - 300, NOW + 300, NOW])(`is good at second %i: ${url}`, async (at) => {
      const { server, events } = serverWith(CHANGED);
      expect((await server.inject(signed(url, body, { at }))).statusCode).toBeLessThan(300);
      expect(events).toHaveLength(1);
    });

    it(`is taken among several: ${url}`, async () => {
      const { server } = serverWith(CHANGED);
      const request = signed(url, body);
      for (const [name, value] of Object.entries(request.headers))
        if (name.endsWith('signature'))
          request.headers[name] = value.replace(',v1=', `,v1=${'0'.repeat(64)},v1=`);
      expect((await server.inject(request)).statusCode).toBeLessThan(300);
    });

    it(`of either of two secrets is good: ${url}`, async () => {
      const secrets = ['a-newer-secret-of-it', 'an-older-secret-of-it'];
      const { server } = serverWith(CHANGED, {
        stripeWebhookSecrets: secrets,
        signupWebhookSecrets: secrets,
      });
      for (const secret of secrets)
        expect((await server.inject(signed(url, body, { secret }))).statusCode).toBeLessThan(300);
      expect((await server.inject(signed(url, body))).statusCode).toBe(401);
    });

    it(`cannot be checked without a secret: ${url}`, async () => {
      const { server, events } = serverWith(CHANGED, {
        stripeWebhookSecrets: [],
        signupWebhookSecrets: [],
      });
      const answer = await server.inject(signed(url, body));
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '3600']);
      expect(events).toEqual([]);
    });
  }
});

describe('POST /webhooks/signup', () => {
  it('answers 201 with the tenant’s place, the commit, and where its record is', async () => {
    const { server, events } = serverWith(CHANGED);
    const answer = await server.inject(signed('/webhooks/signup', SIGNUP));
    expect([answer.statusCode, answer.headers['location']]).toEqual([201, '/api/tenants/acme']);
    expect(answer.json()).toEqual({
      id: 'acme',
      url: 'https://acme.example.com',
      status: 'active',
      commit: 'c'.repeat(40),
    });
    expect(events[0]).toMatchObject({
      kind: 'signup',
      actor: 'portal',
      name: 'Hilltop Garage',
      tier: 'free',
    });
  });

  it('gives the same answer to a repetition, whatever became of the tenant', async () => {
    const trialEndsAt = '2026-11-30T09:00:00Z';
    const tenant = {
      ...ACME_VIEW,
      record: { ...ACME_VIEW.record, status: 'archived' as const, trialEndsAt },
    };
    const { server } = serverWith({ kind: 'unchanged', tenant, commit: 'd'.repeat(40) });
    const answer = await server.inject(signed('/webhooks/signup', SIGNUP));
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ status: 'active', commit: 'd'.repeat(40), trialEndsAt });
  });

  it('knows a key by its text, and a request by its fields', async () => {
    const { server, events } = serverWith(CHANGED);
    for (const [key, body] of [
      ['a', SIGNUP],
      ['a', Object.fromEntries(Object.entries(SIGNUP).toReversed())],
      ['b', SIGNUP],
      ['a', { ...SIGNUP, tier: 'demo' }],
    ] as const)
      await server.inject(signed('/webhooks/signup', body, { headers: { 'idempotency-key': key } }));
    const told = events.map((each) => (each.kind === 'signup' ? [each.key, each.request] : []));
    expect(told[1]).toEqual(told[0]);
    expect(told[2]?.[0]).not.toBe(told[0]?.[0]);
    expect(told[3]).toEqual([told[0]?.[0], expect.not.stringMatching(told[0]?.[1] ?? '')]);
  });

  it.each([[''], ['a'.repeat(256)], ['a b'], ['ü']])(
    'needs an Idempotency-Key of visible ASCII: %s',
    async (key) => {
      const { server, events } = serverWith(CHANGED);
      const answer = await server.inject(
        signed('/webhooks/signup', SIGNUP, { headers: { 'idempotency-key': key } }),
      );
      expect([answer.statusCode, answer.json().type]).toEqual([400, 'urn:mechanicbuddy:problem:no-key']);
      expect(events).toEqual([]);
    },
  );

  it('tells every field’s problem at once', async () => {
    const { server, events } = serverWith(CHANGED);
    const body = { name: 'a\nb', ownerEmail: 'nobody', tier: 'professional', id: '../x', plan: 'gold' };
    const answer = await server.inject(signed('/webhooks/signup', body));
    expect(answer.statusCode).toBe(422);
    expect(
      answer
        .json()
        .errors.map(({ field }: { field: string }) => field)
        .sort(),
    ).toEqual(['id', 'name', 'ownerEmail', 'plan', 'tier']);
    expect(events).toEqual([]);
  });

  it.each([
    ['taken', 409, { suggestions: ['acme-2'] }],
    ['full', 409, {}],
    ['key-reused', 422, {}],
    ['invalid', 422, { errors: [{ field: 'name', message: 'is too long' }] }],
  ] as const)('refuses what is %s with %i', async (rule, status, more) => {
    const { server } = serverWith({ kind: 'refused', rule, detail: 'because', ...more });
    const answer = await server.inject(signed('/webhooks/signup', SIGNUP));
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({
      type: `urn:mechanicbuddy:problem:${rule}`,
      detail: 'because',
      ...more,
    });
  });

  it('answers 503 with Retry-After while Git is out of reach, and not why', async () => {
    const { server } = serverWith({
      kind: 'unavailable',
      reason: '/srv/secret/path is gone',
      retryAfterSeconds: 6.2,
    });
    const answer = await server.inject(signed('/webhooks/signup', SIGNUP));
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '7']);
    expect(answer.body).not.toContain('/srv');
  });
});

describe('POST /webhooks/stripe', () => {
  it.each([
    ['changed', CHANGED, { outcome: 'changed', commit: 'c'.repeat(40) }],
    ['unchanged', { kind: 'unchanged' }, { outcome: 'unchanged' }],
    ['refused', { kind: 'refused', rule: 'unknown-price', detail: 'x' }, { outcome: 'refused' }],
  ] as const)('answers 200 and what became of it: %s', async (_what, outcome, body) => {
    const { server } = serverWith(outcome as Outcome);
    const answer = await server.inject(signed('/webhooks/stripe', UPDATED));
    expect([answer.statusCode, answer.json()]).toEqual([200, { received: true, ...body }]);
  });

  it('answers 503 when nothing was committed, so that Stripe sends it again', async () => {
    const { server } = serverWith({ kind: 'unavailable', reason: 'x', retryAfterSeconds: 5 });
    expect((await server.inject(signed('/webhooks/stripe', UPDATED))).statusCode).toBe(503);
  });

  const told = { subscription: 'sub_1', customer: 'cus_1', tenant: 'acme' };
  it.each([
    [
      'customer.subscription.updated',
      SUBSCRIPTION,
      { kind: 'subscription', state: stateWith({ status: 'active' }), ...told },
    ],
    [
      'customer.subscription.created',
      { ...SUBSCRIPTION, status: 'trialing' },
      { state: stateWith({ status: 'trialing' }) },
    ],
    [
      'customer.subscription.updated',
      { ...SUBSCRIPTION, status: 'past_due' },
      { state: stateWith({ status: 'past_due' }) },
    ],
    ['customer.subscription.deleted', SUBSCRIPTION, { state: stateWith({ said: 'deleted' }) }],
    [
      'customer.subscription.updated',
      { ...SUBSCRIPTION, customer: { id: 'cus_1', email: 'x' } },
      { customer: 'cus_1' },
    ],
    [
      'customer.subscription.updated',
      { ...SUBSCRIPTION, items: { data: [{ price: { id: 'price_pro' }, quantity: null }] } },
      { state: stateWith({ items: [{ price: 'price_pro', quantity: 1 }] }) },
    ],
    [
      'checkout.session.completed',
      {
        subscription: 'sub_1',
        customer: 'cus_1',
        customer_details: { email: 'o@acme.com' },
        metadata: SUBSCRIPTION.metadata,
      },
      { kind: 'checkout', name: 'ACME', ownerEmail: 'o@acme.com', ...told },
    ],
    [
      'invoice.payment_failed',
      { subscription: 'sub_1', customer: 'cus_1' },
      { kind: 'invoice', invoice: 'failed', subscription: 'sub_1' },
    ],
    [
      'invoice.payment_succeeded',
      { parent: { subscription_details: { subscription: 'sub_1', metadata: { tenant_id: 'acme' } } } },
      { kind: 'invoice', invoice: 'paid', subscription: 'sub_1', tenant: 'acme' },
    ],
  ])('reads %s', async (type, object, wanted) => {
    const { server, events } = serverWith(CHANGED);
    await server.inject(signed('/webhooks/stripe', event(type, object)));
    expect(events).toEqual([
      expect.objectContaining({ id: 'evt_1', actor: 'stripe', created: NOW, ...wanted }),
    ]);
  });

  it.each([
    ['another kind of event', event('customer.created', { id: 'cus_1' }), 'unchanged'],
    ['a kind with a prototype’s name', event('constructor', {}), 'unchanged'],
    [
      'a session of nobody’s',
      event('checkout.session.completed', {
        subscription: 'sub_1',
        customer_email: 'o@x.com',
        client_reference_id: 'acme',
      }),
      'unchanged',
    ],
    [
      'an invoice without a subscription',
      event('invoice.payment_failed', { customer: 'cus_1' }),
      'unchanged',
    ],
    [
      'an id that is a path',
      event('customer.subscription.updated', { ...SUBSCRIPTION, id: 'sub_/../../x' }),
      'refused',
    ],
  ])('does nothing about %s, and says it has it', async (_what, body, outcome) => {
    const { server, events } = serverWith(CHANGED);
    const answer = await server.inject(signed('/webhooks/stripe', body));
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { received: true, outcome }]);
    expect(events).toEqual([]);
  });

  it.each([
    ['{}'],
    ['null'],
    ['[]'],
    ['{"id":'],
    ['\u0000'],
    ['{"__proto__":{"id":"evt_1"}}'],
    [`${'['.repeat(4000)}${']'.repeat(4000)}`],
  ])('answers 400 to what is no event: %s', async (body) => {
    const { server, events } = serverWith(CHANGED);
    const answer = await server.inject(signed('/webhooks/stripe', body));
    expect(answer.statusCode).toBe(400);
    expect(events).toEqual([]);
  });
});

it('a body beyond the limit is refused before it is read, and another content type too', async () => {
  const { server } = serverWith(CHANGED);
  const large = await server.inject(signed('/webhooks/stripe', { ...UPDATED, more: 'x'.repeat(20_000) }));
  expect([large.statusCode, large.json().type]).toEqual([413, 'urn:mechanicbuddy:problem:too-large']);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
    const other = await server.inject(
      signed('/webhooks/signup', SIGNUP, { headers: { 'content-type': type } }),
    );
    expect([other.statusCode, other.json().type]).toEqual([415, 'urn:mechanicbuddy:problem:media-type']);
  }
});

it('a thin event, and one of another mode, are acknowledged and told', async () => {
  const { server, events, answered } = serverWith(CHANGED, { stripeLivemode: true });
  const thin = {
    id: 'evt_1',
    object: 'v2.core.event',
    type: 'v2.core.account.updated',
    created: '2026-11-28T09:00:00Z',
  };
  for (const [body, reason] of [
    [thin, 'thin'],
    [{ ...UPDATED, livemode: false }, 'livemode'],
  ] as const) {
    const answer = await server.inject(signed('/webhooks/stripe', body));
    expect([answer.statusCode, answer.json()]).toMatchObject([
      200,
      { outcome: 'refused', unapplied: [{ reason }] },
    ]);
  }
  expect(events).toEqual([]);
  expect(answered).toContain('unapplied thin');
});

it('an event of Stripe’s that is ours and cannot be read is acknowledged, and counted for the alert', async () => {
  const { server, events, answered } = serverWith(CHANGED);
  const answer = await server.inject(signed('/webhooks/stripe', event('customer.subscription.updated', {})));
  expect([answer.statusCode, answer.json()]).toMatchObject([
    200,
    { received: true, outcome: 'refused', unapplied: [{ reason: 'unreadable' }] },
  ]);
  expect([events, answered]).toEqual([[], ['unapplied unreadable', '/webhooks/stripe 200']]);
});
