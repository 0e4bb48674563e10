import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { signatureHeader } from '../../../src/events/signature.ts';
import { createLocalRepository, localRepository } from '../../../src/git/local.ts';
import type { Repository } from '../../../src/git/port.ts';
import { makeRepository } from '../../fixtures/committer.ts';
import { ACME, filesOf } from '../../fixtures/fleet.ts';
import { PRICES } from '../../fixtures/lifecycle.ts';
import { listen } from '../../fixtures/listener.ts';
import { SIGNUP_SECRET, serviceOn } from '../../fixtures/service.ts';

const BODY = { name: 'Hilltop Garage', ownerEmail: 'owner@hilltop.example', tier: 'free' };
const CREATED = 1_795_424_400;
const SUBSCRIPTION = {
  id: 'sub_1',
  customer: 'cus_1',
  status: 'active',
  metadata: { tenant_id: 'hilltop', tenant_name: 'Hilltop Garage' },
  items: { data: [{ price: { id: 'price_pro' }, quantity: 4 }] },
};
const event = (id: string, type: string, object: object) => ({
  id,
  type,
  created: CREATED,
  data: { object },
});
const SESSION = {
  subscription: 'sub_1',
  customer: 'cus_1',
  customer_email: 'owner@hilltop.example',
  metadata: SUBSCRIPTION.metadata,
};

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function started(repository: Repository, variables: Record<string, string> = {}) {
  const service = await serviceOn(repository, variables);
  ends.push(service.close);
  return service;
}

async function listening(...args: Parameters<typeof listen>) {
  const listener = await listen(...args);
  ends.push(listener.close);
  return listener;
}

describe('a signup', () => {
  it('has the same answer by its key, from the service that took it and from one started later', async () => {
    const { repository } = await makeRepository();
    const first = await started(repository);
    const answer = await first.signup(BODY, 'key-1');
    expect([answer.status, answer.headers.get('location')]).toEqual([201, '/api/tenants/hilltop-garage']);
    expect(answer.body).toEqual({
      id: 'hilltop-garage',
      url: 'https://hilltop-garage.example.com',
      status: 'active',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    const again = await first.signup(BODY, 'key-1');
    await first.close();
    const later = await started(repository);
    const restarted = await later.signup(BODY, 'key-1');
    for (const { status, body } of [again, restarted]) expect([status, body]).toEqual([201, answer.body]);
    const reused = await later.signup({ ...BODY, name: 'Another' }, 'key-1');
    expect([reused.status, reused.body.type]).toEqual([422, 'urn:mechanicbuddy:problem:key-reused']);
  });

  it('of a demo says when its trial ends', async () => {
    const { repository } = await makeRepository();
    const service = await started(repository);
    const { body } = await service.signup({ ...BODY, tier: 'demo' }, 'key-1');
    const days = (Date.parse(body.trialEndsAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.99);
    expect(days).toBeLessThanOrEqual(7);
  });

  it('is not acknowledged when the commit that made it cannot be looked up', async () => {
    const { repository } = await makeRepository();
    await (await started(repository)).signup(BODY, 'key-1');
    const deaf = await started({
      ...repository,
      history: async () => ({ kind: 'unavailable', reason: 'a timeout at git.internal' }),
    });
    const answer = await deaf.signup(BODY, 'key-1');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(JSON.stringify(answer.body)).not.toContain('git.internal');
  });
});

describe('an administrator', () => {
  it('purges step by step, and restores what is purged from its backup', async () => {
    const fields = 'status: purging\npurgeStep: emptied\nstepAt: 2026-01-01T00:00:00Z\n';
    const { repository } = await makeRepository([ACME + fields]);
    const service = await started(repository, { SWEEP_INTERVAL_SECONDS: '0' });
    const purged = await service.admin('POST', '/acme/purge');
    expect([purged.status, purged.body.status]).toEqual([200, 'purged']);
    expect((await service.admin('POST', '/acme/restore')).status).toBe(409);
    const restored = await service.admin('POST', '/acme/restore', { fromBackup: true });
    expect([restored.status, restored.body.status]).toEqual([200, 'active']);
    expect((await service.admin('GET', '/acme')).body).toMatchObject({
      generation: 2,
      recoverFrom: 'tenant-acme-postgresql',
    });
  });
});

describe('a move', () => {
  const MOVING = (at: string) =>
    `${ACME}importFrom: {database: mechanicbuddy-acme}\nmigration: {from: free, step: importing, at: "${at}"}\n`;
  const movedAt = async (at: string) => {
    const { repository } = await makeRepository([MOVING(at)]);
    return started(repository, { SWEEP_INTERVAL_SECONDS: '0' });
  };

  it('is not confirmed before anything can have been imported', async () => {
    const service = await movedAt(new Date().toISOString());
    const answer = await service.admin('POST', '/acme/confirm');
    expect([answer.status, answer.body.type]).toEqual([409, 'urn:mechanicbuddy:problem:not-possible']);
    expect(answer.body.detail).toContain('nothing can have been imported yet');
  });

  it('is confirmed, and says what has to be seen first', async () => {
    const service = await movedAt('2026-01-01T00:00:00Z');
    const answer = await service.admin('POST', '/acme/confirm');
    expect([answer.status, answer.body.warnings]).toEqual([
      200,
      [
        expect.stringContaining(
          'to be seen first, for there is no way back: Application mechanicbuddy-platform-tenant-acme is Healthy',
        ),
      ],
    ]);
  });

  it('is taken back, and says what is given up', async () => {
    const service = await movedAt('2026-01-01T00:00:00Z');
    const answer = await service.admin('POST', '/acme/back');
    expect([answer.status, answer.body.warnings]).toEqual([
      200,
      [
        'given up: what was written since it began; professional for 4 (free has 1)',
        expect.stringContaining('kubectl patch application mechanicbuddy-platform-tenant-acme -n argocd'),
      ],
    ]);
  });
});

it('a record that takes another tenant’s data is no ground for a decision', async () => {
  const stolen = [
    ['backup', 'generation: 2\nrecoverFrom: tenant-acme-postgresql\n'],
    ['data', 'importFrom: {database: mechanicbuddy-acme}\nmigration: {from: free, step: confirmed}\n'],
  ].map(
    ([id, fields]) => [`tenants/${id}.yaml`, `${ACME.replace('id: acme', `id: ${id}`)}${fields}`] as const,
  );
  const dir = join(mkdtempSync(join(tmpdir(), 'mechanicbuddy-service-')), 'repository.git');
  await createLocalRepository(dir, new Map([...filesOf([ACME], PRICES), ...stolen]), 'by hand');
  const service = await started(localRepository({ dir, branch: 'main' }), { SWEEP_INTERVAL_SECONDS: '0' });
  expect((await service.admin('POST', '/backup/suspend')).status).toBe(404);
  const refused = await service.admin('POST', '/data/suspend');
  expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'importFrom']);
});

describe('subscribers', () => {
  it('are told of what changed, after its commit, and of nothing else', async () => {
    const portal = await listening(() => ({ status: 204 }));
    const { repository } = await makeRepository(
      [],
      `domain: example.com
repository: {url: 'https://git.example/platform.git'}
subscribers: [{url: https://portal.example/changed}]
`,
    );
    const { fetch: real } = globalThis;
    vi.stubGlobal('fetch', (url: string, more: RequestInit) =>
      real(url.replace('https://portal.example', portal.url), more),
    );
    const service = await started(repository, { SUBSCRIBER_SECRET: 'secret-of-the-subscribers' });
    const { body } = await service.signup(BODY, 'key-1');
    await service.signup(BODY, 'key-1');
    await service.signup({ ...BODY, id: 'hilltop-garage' }, 'key-2');
    await vi.waitFor(() => expect(portal.heard).toHaveLength(1), { timeout: 120_000 });
    expect(JSON.parse(portal.heard[0]?.body ?? '')).toMatchObject({
      tenant: { id: 'hilltop-garage' },
      commit: body.commit,
    });
    vi.unstubAllGlobals();
  });

  it('made by one signed request is one, whatever keys it comes with, also after a restart', async () => {
    const { repository } = await makeRepository();
    const payload = JSON.stringify(BODY);
    const signature = signatureHeader(payload, SIGNUP_SECRET, Math.floor(Date.now() / 1000));
    const bodies: unknown[] = [];
    for (const key of ['key-1', 'key-2', 'key-3']) {
      const service = await started(repository);
      const headers = { 'content-type': 'application/json', 'mechanicbuddy-signature': signature };
      const answer = await service.ask(
        'POST',
        '/webhooks/signup',
        { ...headers, 'idempotency-key': key },
        payload,
      );
      expect(answer.status).toBe(201);
      bodies.push(answer.body);
      await service.close();
    }
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    const last = await started(repository);
    expect((await last.admin('GET', '')).body.items).toHaveLength(1);
  });

  it('added by an administrator with a key is made once; the key with another body is refused', async () => {
    const { repository } = await makeRepository();
    const service = await started(repository);
    const asked = { name: 'Hilltop', ownerEmail: 'o@hilltop.example', tier: 'professional' };
    const add = (body: object) => service.admin('POST', '', body, { 'idempotency-key': 'key-1' });
    const first = await add(asked);
    expect([first.status, first.body.id]).toEqual([201, 'hilltop']);
    const again = await add(asked);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect((await add({ ...asked, mechanics: 5 })).body.type).toBe('urn:mechanicbuddy:problem:key-reused');
    expect((await service.admin('POST', '', asked)).body.id).toMatch(/^hilltop-[0-9a-f]{6}$/);
    expect((await service.admin('POST', '', asked, { 'idempotency-key': 'a b' })).status).toBe(400);
  });

  it('changed meanwhile is changed by no unsafe method from an older version', async () => {
    const { repository } = await makeRepository([ACME]);
    const service = await started(repository);
    const old = { 'if-match': (await service.admin('GET', '/acme')).headers.get('etag') ?? '' };
    expect((await service.admin('PATCH', '/acme', { mechanics: 5 }, old)).status).toBe(200);
    const domain = { domain: 'workshop.acme.com' };
    for (const [method, path, body] of [
      ['PATCH', '/acme', { mechanics: 6 }],
      ['DELETE', '/acme'],
      ...['suspend', 'resume', 'cancel', 'purge', 'confirm', 'restore', 'back'].map((step) => [
        'POST',
        `/acme/${step}`,
      ]),
      ['POST', '/acme/domains', domain],
      ['POST', '/acme/domains/workshop.acme.com/verify'],
      ['DELETE', '/acme/domains/workshop.acme.com'],
      ['POST', '', { name: 'New', ownerEmail: 'o@new.example', tier: 'free' }],
    ] as [string, string, object?][])
      expect([method, path, (await service.admin(method, path, body, old)).status]).toEqual([
        method,
        path,
        412,
      ]);
    const now = (await service.admin('GET', '/acme')).headers.get('etag') ?? '';
    const tags = { 'if-match': `"other", ${now}` };
    expect((await service.admin('POST', '/acme/suspend', undefined, tags)).status).toBe(200);
    expect((await service.admin('POST', '/acme/resume', undefined, { 'if-match': '*' })).status).toBe(200);
    const { headers } = await service.admin('GET', '/acme');
    expect(headers.get('cache-control')).toBe('no-store');
    const weak = { 'if-none-match': `"other", W/${headers.get('etag')}` };
    expect((await service.admin('GET', '/acme', undefined, weak)).status).toBe(304);
  });
});

describe('with a key of Stripe’s', () => {
  const KEY = { STRIPE_SECRET_KEY: 'sk_test_of_the_test' };

  it('the present state decides, not what a late event says', async () => {
    const { repository } = await makeRepository();
    const stripe = await listening(() => ({ status: 200, body: SUBSCRIPTION }));
    const service = await started(repository, { ...KEY, STRIPE_API_BASE: stripe.url });
    const session = await service.stripe(event('evt_1', 'checkout.session.completed', SESSION));
    expect(session.body).toMatchObject({ received: true, outcome: 'changed' });
    const late = event('evt_2', 'customer.subscription.updated', { ...SUBSCRIPTION, status: 'past_due' });
    expect((await service.stripe(late)).status).toBe(200);
    expect((await service.admin('GET', '/hilltop')).body).toMatchObject({
      status: 'active',
      tier: 'professional',
      mechanics: 4,
    });
  });

  it('two answers of one second that differ are asked again until a later one tells', async () => {
    const { repository } = await makeRepository();
    const answers = ['active', 'past_due', 'active'];
    const asked = () => answers[Math.min(stripe.heard.length, answers.length) - 1];
    const date = new Date(CREATED * 1000).toUTCString();
    const stripe = await listening(() => {
      const at = stripe.heard.length < 3 ? date : new Date((CREATED + 1) * 1000).toUTCString();
      return { status: 200, body: { ...SUBSCRIPTION, status: asked() }, headers: { date: at } };
    });
    const service = await started(repository, { ...KEY, STRIPE_API_BASE: stripe.url });
    await service.stripe(event('evt_1', 'checkout.session.completed', SESSION));
    await service.stripe(event('evt_2', 'customer.subscription.updated', SUBSCRIPTION));
    expect(stripe.heard).toHaveLength(3);
    expect((await service.admin('GET', '/hilltop')).body.status).toBe('active');
  });

  it('what belongs to another product of the account changes nothing', async () => {
    const { repository } = await makeRepository([ACME]);
    const before = await repository.head();
    const stripe = await listening(() => ({ status: 200, body: { ...SUBSCRIPTION, metadata: {} } }));
    const service = await started(repository, { ...KEY, STRIPE_API_BASE: stripe.url });
    const told = event('evt_1', 'invoice.paid', { subscription: 'sub_1' });
    expect((await service.stripe(told)).body).toEqual({ received: true, outcome: 'unchanged' });
    expect(await repository.head()).toEqual(before);
    expect(service.decided[0]).toMatchObject({ because: 'is not of this platform' });
  });

  it('nothing is acknowledged while Stripe cannot be asked', async () => {
    const { repository } = await makeRepository();
    const before = await repository.head();
    const stripe = await listening(() => ({
      status: 401,
      body: { error: { type: 'invalid_request_error' } },
    }));
    const service = await started(repository, { ...KEY, STRIPE_API_BASE: stripe.url });
    const answer = await service.stripe(event('evt_1', 'checkout.session.completed', SESSION));
    expect(answer.status).toBe(503);
    expect(await repository.head()).toEqual(before);
  });
});
