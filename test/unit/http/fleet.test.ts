import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesTag } from '../../../src/http/etag.ts';
import { type FleetDetail, type FleetDocument, fleetSchema } from '../../../src/http/fleet-document.ts';
import { isLocal } from '../../../src/http/loopback.ts';
import { foreignText } from '../../fixtures/foreign-text.ts';
import { bearer, CHANGED, SECRETS, serverWith } from '../../fixtures/http.ts';

const DOCUMENT: FleetDocument = {
  domain: 'example.com',
  head: 'c'.repeat(40),
  at: '2026-11-23T09:00:00.000Z',
  tiers: ['free', 'demo', 'professional', 'enterprise'],
  tenants: [],
  unreadable: [],
  freeTier: { used: 1, places: 100 },
  activity: [],
};
const DETAIL: FleetDetail = { id: 'acme', now: ['everything'], next: [], decisions: [], commits: [] };
const HANDLERS = {
  fleet: async () => ({ kind: 'fleet', etag: 'W/"tag"', document: DOCUMENT }) as const,
  fleetTenant: async (id: string) => (id === 'acme' ? DETAIL : undefined),
};
const eve = bearer(SECRETS.eve);
const guarded = serverWith(CHANGED, {}, HANDLERS);
const open = serverWith(CHANGED, { development: true }, HANDLERS);

/** The status that a request from this machine gets, or from elsewhere. */
async function status(
  { server }: typeof open,
  { url = '/api/fleet', host = 'localhost:8080', remoteAddress = '127.0.0.1', method = 'GET', headers = {} },
) {
  const request = { url, method: method as 'GET', remoteAddress, headers: { host, ...headers } };
  return (await server.inject(request)).statusCode;
}

describe('/api/fleet', () => {
  it('is the document, kept by nobody and loaded by no other site', async () => {
    const answer = await guarded.server.inject({ url: '/api/fleet', headers: eve });
    expect(fleetSchema.parse(answer.json())).toEqual(DOCUMENT);
    expect(answer.headers).toMatchObject({
      etag: 'W/"tag"',
      vary: 'accept-encoding',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('is nothing when it is as it was', async () => {
    const headers = { ...eve, 'if-none-match': '"tag"' };
    const answer = await guarded.server.inject({ url: '/api/fleet', headers });
    expect([answer.statusCode, answer.body, answer.headers['cache-control']]).toEqual([304, '', 'no-store']);
  });

  it('is packed for who can unpack it', async () => {
    const headers = { ...eve, 'accept-encoding': 'deflate, gzip;q=0.9' };
    const answer = await guarded.server.inject({ url: '/api/fleet', headers });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(answer.rawPayload).toString())).toEqual(DOCUMENT);
  });

  it('is a problem when Git cannot be read', async () => {
    const { server } = serverWith(CHANGED);
    const answer = await server.inject({ url: '/api/fleet', headers: eve });
    expect(answer.json()).toMatchObject({ status: 503, detail: 'no fleet in this test' });
    expect(answer.headers['retry-after']).toBe('10');
  });

  it('tells of one tenant, or that there is none', async () => {
    const answer = await guarded.server.inject({ url: '/api/fleet/acme', headers: eve });
    expect(answer.json()).toEqual(DETAIL);
    expect(answer.headers['cache-control']).toBe('no-store');
    for (const id of ['nobody', '..%2f..', 'A', '%00'])
      expect(await status(guarded, { url: `/api/fleet/${id}`, headers: eve }), id).toBe(404);
  });
});

describe('without a token', () => {
  it('is closed, also to this machine', async () => {
    for (const url of ['/api/fleet', '/api/fleet/acme', '/api/fleet/nobody'])
      expect(await status(guarded, { url })).toBe(401);
    expect(await status(guarded, { headers: bearer('token-of-mallory-012345') })).toBe(401);
  });

  it('is open in development to this machine, by its own names, for reading the fleet', async () => {
    for (const host of ['localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'localhost', 'LOCALHOST:1'])
      expect(await status(open, { host }), host).toBe(200);
    for (const remoteAddress of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      expect(await status(open, { remoteAddress }), remoteAddress).toBe(200);
    expect(await status(open, { url: '/api/fleet/acme' })).toBe(200);
  });

  it('is closed in development to everybody else', async () => {
    for (const remoteAddress of ['10.0.0.7', '192.168.1.2', '2001:db8::1'])
      expect(await status(open, { remoteAddress }), remoteAddress).toBe(401);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host', 'via'])
      expect(await status(open, { headers: { [name]: '127.0.0.1' } }), name).toBe(401);
  });

  it('is closed to a name that was made to lead here (DNS rebinding)', async () => {
    const others = [
      'evil.example:8080',
      'localhost.evil.example',
      'evil-localhost',
      '127.0.0.1.nip.io',
      '10.0.0.1',
    ];
    for (const host of others) expect(await status(open, { host }), host).toBe(401);
    fc.assert(
      fc.property(foreignText, (host) => {
        const request = { headers: { host }, socket: { remoteAddress: '127.0.0.1' } };
        const isOwn = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
        expect(isLocal(request as never)).toBe(isOwn);
      }),
    );
  });

  it('is closed in development for everything but the fleet', async () => {
    expect(await status(open, { url: '/api/tenants' })).toBe(401);
    expect(await status(open, { url: '/api/tenants/acme' })).toBe(401);
    expect(await status(open, { url: '/api/tenants/acme/suspend', method: 'POST' })).toBe(401);
    expect(open.events).toEqual([]);
  });

  it('a wrong token is wrong in development too', async () => {
    expect(await status(open, { headers: bearer('token-of-mallory-012345') })).toBe(401);
  });

  it('is logged as development', async () => {
    await status(open, {});
    expect(open.lines.join()).toContain('"admin":"development"');
  });
});

it('a tag is found in any list that names it', () => {
  expect(matchesTag('"a"', '"a"')).toBe(true);
  expect(matchesTag('"b", W/"a"', '"a"')).toBe(true);
  expect(matchesTag('"a"', 'W/"a"')).toBe(true);
  expect(matchesTag('*', '"a"')).toBe(true);
  expect(matchesTag(undefined, '"a"')).toBe(false);
  expect(matchesTag('a', '"a"')).toBe(false);
});
