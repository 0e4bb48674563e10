import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/http/handlers.ts';
import { ACME_VIEW, bearer, CHANGED, SECRETS, SIGNUP, serverWith, signed } from '../../fixtures/http.ts';

const eve = bearer(SECRETS.eve);
const json = { ...eve, 'content-type': 'application/json' };

describe('a token', () => {
  it.each([
    ['none', {}],
    ['an unknown one', bearer('token-of-mallory-012345')],
    ['a part of one', bearer(SECRETS.eve.slice(0, -1))],
    ['one and more', bearer(`${SECRETS.eve}x`)],
    ['two at once', bearer(`${SECRETS.eve} ${SECRETS.bob}`)],
    ['another scheme', { authorization: `Basic ${SECRETS.eve}` }],
    ['an empty one', { authorization: 'Bearer ' }],
  ])('%s opens nothing', async (_what, headers) => {
    const { server, events } = serverWith(CHANGED);
    for (const [method, url] of [
      ['GET', '/api/tenants'],
      ['GET', '/api/tenants/acme'],
      ['DELETE', '/api/tenants/acme'],
      ['POST', '/api/tenants/acme/suspend'],
    ] as const) {
      const answer = await server.inject({ method, url, headers });
      expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    }
    expect(events).toEqual([]);
  });

  it('is compared whatever its case of the scheme, and names who asked', async () => {
    const { server, events } = serverWith(CHANGED);
    await server.inject({
      method: 'DELETE',
      url: '/api/tenants/acme',
      headers: { authorization: `bearer ${SECRETS.bob}` },
    });
    expect(events).toEqual([{ kind: 'archive', id: 'admin-fresh-id', actor: 'admin:bob', tenant: 'acme' }]);
  });
});

describe('reading', () => {
  it('gives a record with its ETag, and nothing when that is known', async () => {
    const { server } = serverWith(CHANGED);
    const answer = await server.inject({ url: '/api/tenants/acme', headers: eve });
    expect([answer.statusCode, answer.headers['etag']]).toEqual([200, ACME_VIEW.etag]);
    expect(answer.json()).toEqual(ACME_VIEW.record);
    const again = await server.inject({
      url: '/api/tenants/acme',
      headers: { ...eve, 'if-none-match': ACME_VIEW.etag },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('gives pages, each with the cursor of the next', async () => {
    const asked: unknown[] = [];
    const { server } = serverWith(
      CHANGED,
      {},
      {
        tenants: async (query) => {
          asked.push(query);
          return { items: [ACME_VIEW.record], next: 'acme' };
        },
      },
    );
    const first = await server.inject({ url: '/api/tenants?tier=free&status=active&limit=1', headers: eve });
    const { items, nextCursor } = first.json();
    expect(items).toEqual([ACME_VIEW.record]);
    await server.inject({ url: `/api/tenants?cursor=${nextCursor}`, headers: eve });
    expect(asked).toEqual([
      { tier: 'free', status: 'active', limit: 1 },
      { limit: 100, after: 'acme' },
    ]);
  });

  it.each(['tier=gold', 'status=gone', 'limit=0', 'limit=501', 'limit=x', 'cursor=%00', 'page=2'])(
    'refuses ?%s',
    async (query) => {
      const { server } = serverWith(CHANGED);
      const answer = await server.inject({ url: `/api/tenants?${query}`, headers: eve });
      expect(answer.statusCode).toBe(422);
      expect(answer.json().errors[0].field).toBe(query.split('=')[0]);
    },
  );

  it.each([
    'nobody',
    'ACME',
    'ac',
    '..',
    '..%2f..%2fetc%2fpasswd',
    'acme%00',
    'a'.repeat(31),
    '%24(id)',
    '__proto__',
    'acme%0d%0ax',
  ])('of %s is 404', async (id) => {
    const { server, events } = serverWith(CHANGED);
    for (const [method, url] of [
      ['GET', `/api/tenants/${id}`],
      ['DELETE', `/api/tenants/${id}`],
      ['POST', `/api/tenants/${id}/suspend`],
    ] as const) {
      if (id === 'nobody' && method !== 'GET') continue;
      const answer = await server.inject({ method, url, headers: eve });
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toContain('problem+json');
    }
    expect(events).toEqual([]);
  });
});

describe('changing', () => {
  it('adds a tenant', async () => {
    const { server, events } = serverWith(CHANGED);
    const body = { name: 'ACME', ownerEmail: 'a@acme.com', tier: 'professional', id: 'acme', mechanics: 4 };
    const answer = await server.inject({ method: 'POST', url: '/api/tenants', headers: json, payload: body });
    expect([answer.statusCode, answer.headers['location'], answer.headers['etag']]).toEqual([
      201,
      '/api/tenants/acme',
      ACME_VIEW.etag,
    ]);
    const { id, ...rest } = body;
    expect(events).toEqual([
      {
        kind: 'add',
        id: 'admin-fresh-id',
        actor: 'admin:eve',
        hash: expect.stringMatching(/^[0-9a-f]{32}$/),
        wantedId: id,
        ...rest,
      },
    ]);
  });

  it('lists no tier that platform.yaml does not have', async () => {
    const { server } = serverWith(CHANGED);
    const answer = await server.inject({ url: '/api/tenants?tier=gold', headers: eve });
    expect([answer.statusCode, answer.json().errors]).toEqual([
      422,
      [
        {
          field: 'tier',
          message: 'no such tier',
          found: '"gold"',
          allowed: 'free, demo, professional, enterprise',
        },
      ],
    ]);
    const known = await server.inject({ url: '/api/tenants?tier=enterprise', headers: eve });
    expect(known.statusCode).toBe(200);
  });

  it('tells every field’s problem at once', async () => {
    const { server, events } = serverWith(CHANGED);
    const answer = await server.inject({
      method: 'POST',
      url: '/api/tenants',
      headers: json,
      payload: { tier: 'Gold!', status: 'active' },
    });
    expect(answer.statusCode).toBe(422);
    expect(
      answer
        .json()
        .errors.map(({ field }: { field: string }) => field)
        .sort(),
    ).toEqual(['name', 'ownerEmail', 'status', 'tier']);
    expect(events).toEqual([]);
  });

  it.each(['application/json', 'application/merge-patch+json'])(
    'patches by %s, from the version that was read',
    async (type) => {
      const { server, events } = serverWith(CHANGED);
      const headers = { ...eve, 'content-type': type, 'if-match': '"abc"' };
      const answer = await server.inject({
        method: 'PATCH',
        url: '/api/tenants/acme',
        headers,
        payload: '{"channel":null}',
      });
      expect([answer.statusCode, answer.headers['etag']]).toEqual([200, ACME_VIEW.etag]);
      expect(events).toEqual([
        {
          kind: 'patch',
          id: 'admin-fresh-id',
          actor: 'admin:eve',
          tenant: 'acme',
          patch: { channel: null },
          ifMatch: '"abc"',
        },
      ]);
    },
  );

  it.each([['[]'], ['7'], ['"x"'], ['null']])('never patches by %s', async (payload) => {
    const { server, events } = serverWith(CHANGED);
    const answer = await server.inject({ method: 'PATCH', url: '/api/tenants/acme', headers: json, payload });
    expect(answer.statusCode).toBe(422);
    expect(events).toEqual([]);
  });

  it.each([['{"__proto__":{"name":"x"}}'], ['{"constructor":{"prototype":{"x":1}}}'], ['{"name":'], ['']])(
    'refuses a body that hurts: %s',
    async (payload) => {
      const { server, events } = serverWith(CHANGED);
      const answer = await server.inject({
        method: 'PATCH',
        url: '/api/tenants/acme',
        headers: json,
        payload,
      });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().type).toBe('urn:mechanicbuddy:problem:malformed');
      expect(events).toEqual([]);
    },
  );

  it('archives by a plain curl -X DELETE, without a body', async () => {
    const { server } = serverWith(CHANGED);
    const answer = await server.inject({ method: 'DELETE', url: '/api/tenants/acme', headers: eve });
    expect([answer.statusCode, answer.json()]).toEqual([
      202,
      { id: 'acme', status: 'active', commit: 'c'.repeat(40) },
    ]);
  });

  it.each(['suspend', 'resume', 'cancel', 'purge', 'restore', 'confirm'] as const)(
    'takes the step %s, with an empty body or none',
    async (kind) => {
      const { server, events } = serverWith({ kind: 'unchanged', tenant: ACME_VIEW });
      const bare = await server.inject({ method: 'POST', url: `/api/tenants/acme/${kind}`, headers: eve });
      const empty = await server.inject({
        method: 'POST',
        url: `/api/tenants/acme/${kind}`,
        headers: json,
        payload: '{}',
      });
      expect([bare.statusCode, empty.statusCode]).toEqual([200, 200]);
      expect(bare.json()).toEqual({ id: 'acme', status: 'active' });
      expect(events.map((event) => event.kind)).toEqual([kind, kind]);
    },
  );

  it('restores from the last backup where the body says so', async () => {
    const { server, events } = serverWith({ kind: 'unchanged', tenant: ACME_VIEW });
    const restore = (payload: object) =>
      server.inject({ method: 'POST', url: '/api/tenants/acme/restore', headers: json, payload });
    expect((await restore({ fromBackup: true })).statusCode).toBe(200);
    expect((await restore({ fromBackup: false })).statusCode).toBe(200);
    const told = { kind: 'restore', id: 'admin-fresh-id', actor: 'admin:eve', tenant: 'acme' };
    expect(events).toEqual([{ ...told, fromBackup: true }, told]);
  });

  it.each([
    [{ fromBackup: 'yes' }, 'fromBackup'],
    [{ fromBackUp: true }, 'fromBackUp'],
    [[], ''],
  ])('restores nothing by %j', async (payload, field) => {
    const { server, events } = serverWith(CHANGED);
    const answer = await server.inject({
      method: 'POST',
      url: '/api/tenants/acme/restore',
      headers: json,
      payload,
    });
    expect([answer.statusCode, answer.json().errors[0].field]).toEqual([422, field]);
    expect(events).toEqual([]);
  });

  it.each([
    ['unknown-tenant', 404],
    ['stale', 412],
    ['not-possible', 409],
    ['invalid', 422],
    ['taken', 409],
  ] as const)('that is refused as %s is %i', async (rule, status) => {
    const refused: Outcome = { kind: 'refused', rule, detail: 'because' };
    const { server } = serverWith(refused);
    const answer = await server.inject({
      method: 'PATCH',
      url: '/api/tenants/acme',
      headers: json,
      payload: {},
    });
    expect([answer.statusCode, answer.json().detail]).toEqual([status, 'because']);
  });
});

describe('limits', () => {
  it('count requests to /api/ by address, and never a webhook', async () => {
    const { server } = serverWith(CHANGED, { rateLimitMax: 2 });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++)
      statuses.push((await server.inject({ url: '/api/tenants', headers: eve })).statusCode);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await server.inject({ url: '/api/tenants', headers: eve });
    expect(refused.headers['retry-after']).toBeDefined();
    expect(refused.json()).toMatchObject({ type: 'urn:mechanicbuddy:problem:rate', status: 429 });
    for (let i = 0; i < 5; i++)
      expect((await server.inject(signed('/webhooks/signup', SIGNUP))).statusCode).toBe(201);
  });

  it('take the address from as many proxies as there are', async () => {
    const { server } = serverWith(CHANGED, { rateLimitMax: 1, proxyHops: 1 });
    const from = (address: string) =>
      server.inject({ url: '/api/tenants', headers: { ...eve, 'x-forwarded-for': `6.6.6.6, ${address}` } });
    expect([
      (await from('1.1.1.1')).statusCode,
      (await from('2.2.2.2')).statusCode,
      (await from('1.1.1.1')).statusCode,
    ]).toEqual([200, 200, 429]);
    const direct = serverWith(CHANGED, { rateLimitMax: 1 }).server;
    const forged = (address: string) =>
      direct.inject({ url: '/api/tenants', headers: { ...eve, 'x-forwarded-for': address } });
    expect([(await forged('1.1.1.1')).statusCode, (await forged('2.2.2.2')).statusCode]).toEqual([200, 429]);
  });
});

it('says since when Git has not been seen, on a list and on a record', async () => {
  const since = new Date('2026-11-23T09:00:00Z');
  const { server } = serverWith({ kind: 'unchanged' }, {}, { staleSince: () => since });
  const headers = { authorization: `Bearer ${SECRETS.eve}` };
  const list = await server.inject({ url: '/api/tenants', headers });
  const record = await server.inject({ url: '/api/tenants/acme', headers });
  expect(list.json()).toMatchObject({ stale: true });
  for (const answer of [list, record])
    expect([answer.statusCode, answer.headers['mechanicbuddy-stale-since']]).toEqual([
      200,
      since.toISOString(),
    ]);
  const fresh = await serverWith({ kind: 'unchanged' }).server.inject({ url: '/api/tenants', headers });
  expect(fresh.json()).not.toHaveProperty('stale');
  expect(fresh.headers).not.toHaveProperty('mechanicbuddy-stale-since');
});

it.each([
  ['POST', '/api/tenants', 'application/json'],
  ['PATCH', '/api/tenants/acme', 'application/json'],
  ['PATCH', '/api/tenants/acme', 'application/merge-patch+json'],
  ['POST', '/api/tenants/acme/restore', 'application/json'],
  ['POST', '/api/tenants/acme/suspend', 'application/json'],
  ['POST', '/api/tenants/acme/domains', 'application/json'],
  ['DELETE', '/api/tenants/acme', 'application/json'],
] as const)('%s %s as %s refuses JSON that is nested too deep', async (method, url, type) => {
  const { server, events } = serverWith(CHANGED, { bodyLimit: 2_000_000 });
  for (const [open, close] of [
    ['[', ']'],
    ['{"name":', '}'],
  ] as const) {
    const payload = `{"name":${open.repeat(100_000)}1${close.repeat(100_000)}}`;
    const headers = { ...bearer(SECRETS.eve), 'content-type': type };
    const answer = await server.inject({ method, url, payload, headers });
    expect([answer.statusCode, answer.json().type]).toEqual([400, 'urn:mechanicbuddy:problem:malformed']);
  }
  expect(events).toEqual([]);
});

it('records are kept by no cache', async () => {
  const { server } = serverWith(CHANGED);
  for (const url of ['/api/tenants', '/api/tenants/acme', '/api/tenants/nobody'])
    expect((await server.inject({ url, headers: bearer(SECRETS.eve) })).headers['cache-control']).toBe(
      'no-store',
    );
});
