import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACME, BIGSHOP, PETE, PLATFORM, rendered, TRYOUT } from '../../fixtures/fleet.ts';
import { checkSettings, type Edge, findNginx, startEdge } from './nginx.ts';
import { edgeInput } from './nginx-conf.ts';
import { type Answer, ask, askHttp2 } from './talk.ts';

const DOMAIN = 'mechanicbuddy.app';
const platform = PLATFORM.replace('example.com', DOMAIN);
const input = edgeInput(rendered([ACME, BIGSHOP, PETE, `${TRYOUT}status: suspended\n`], platform));
const FREE_API = 'mechanicbuddy-free-tier/free-tier-api';
const NOBODY = '/default-backend';
/** What somebody sends who wants another workshop's data. */
const SPOOFED = ['X-Tenant-ID: acme', `X-Forwarded-Host: acme.${DOMAIN}`];

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge(input);
});
afterAll(() => edge?.stop());

const get = (host: string, lines: readonly string[] = [], path = '/api/work') =>
  ask(edge.ports.http, `GET ${path} HTTP/1.1`, [`Host: ${host}`, ...lines]);
const absolute = (host: string, hostHeader: string) =>
  ask(edge.ports.http, `GET http://${host}/api/work HTTP/1.1`, [`Host: ${hostHeader}`, ...SPOOFED]);
const tenantOf = (answer: Answer) => answer.values('X-Tenant-ID');

describe('nginx', () => {
  it('is asked for by name where it is missing', () => {
    expect(() => findNginx(['/nowhere'])).toThrow('nginx is not installed (Debian: apt-get install nginx)');
  });

  it('accepts the rendered settings', () => {
    expect(checkSettings(input)).toMatchObject({ accepted: true });
  });

  it('accepts the settings of a long domain, whose names exceed the controller’s hash buckets', () => {
    const domain = `${'workshops.'.repeat(18)}example`;
    const long = edgeInput(rendered([], PLATFORM.replace('example.com', domain)));
    expect(checkSettings(long)).toMatchObject({ accepted: true });
  });

  it('refuses settings with a mistake, so accepting them means something', () => {
    const snippet = (input.settings['location-snippet'] ?? '').replace('zone=', 'zone=un');
    const settings = { ...input.settings, 'location-snippet': snippet };
    expect(checkSettings({ ...input, settings })).toMatchObject({
      accepted: false,
      output: expect.stringContaining('zero size shared memory zone "unmechanicbuddy_tenant"'),
    });
  });
});

describe('a free tenant’s host', () => {
  it.each([
    ['/', 'free-tier-web'],
    ['/apis', 'free-tier-web'],
    ['/api', 'free-tier-api'],
    ['/api/work?x=1', 'free-tier-api'],
    ['/swagger/index.html', 'free-tier-api'],
  ])('leads %s to %s with the host’s label as the tenant', async (path, service) => {
    const answer = await get(`pete.${DOMAIN}`, [], path);
    expect(answer).toMatchObject({ status: 200, service: `mechanicbuddy-free-tier/${service}` });
    expect(tenantOf(answer)).toEqual(['pete']);
  });

  it.each([
    ['as it is', ['X-Tenant-ID: acme']],
    ['in lower case', ['x-tenant-id: acme']],
    ['in upper case', ['X-TENANT-ID: acme']],
    ['twice', ['X-Tenant-ID: acme', 'x-tenant-id: bigshop']],
    ['empty', ['X-Tenant-ID:']],
    ['as a header of the connection alone', ['X-Tenant-ID: acme', 'Connection: X-Tenant-ID']],
  ])('overwrites a spoofed X-Tenant-ID, %s', async (_, lines) => {
    expect(tenantOf(await get(`pete.${DOMAIN}`, lines))).toEqual(['pete']);
  });

  it.each(['X_Tenant_ID', 'X-Tenant_ID', 'X-Tenant-ID '])('drops a spoofed “%s”', async (name) => {
    const answer = await get(`pete.${DOMAIN}`, [`${name}: acme`]);
    expect(tenantOf(answer)).toEqual(answer.status === 400 ? [] : ['pete']);
    expect(answer.values(name)).toEqual([]);
  });

  it('overwrites a spoofed X-Forwarded-Host by the host that was asked for', async () => {
    const answer = await get(`pete.${DOMAIN}`, [...SPOOFED, `x-forwarded-host: bigshop.${DOMAIN}`]);
    expect(answer.values('X-Forwarded-Host')).toEqual([`pete.${DOMAIN}`]);
    expect(answer.values('Host')).toEqual([`pete.${DOMAIN}`]);
  });

  it('trusts neither X-Forwarded-For nor X-Forwarded-Proto nor X-Real-IP', async () => {
    const lines = ['X-Forwarded-For: 192.0.2.1', 'X-Forwarded-Proto: gopher', 'X-Real-IP: 192.0.2.1'];
    const answer = await get(`pete.${DOMAIN}`, lines);
    expect(answer.values('X-Forwarded-For')).toEqual(['127.0.0.1']);
    expect(answer.values('X-Forwarded-Proto')).toEqual(['http']);
    expect(answer.values('X-Real-IP')).toEqual(['127.0.0.1']);
  });

  it.each([
    ['in upper case', `PETE.${DOMAIN.toUpperCase()}`],
    ['with a port', `pete.${DOMAIN}:8443`],
    ['with an empty port', `pete.${DOMAIN}:`],
    ['with a dot at its end', `pete.${DOMAIN}.`],
    ['with a dot and a port', `pete.${DOMAIN}.:443`],
  ])('is the same tenant %s', async (_, host) => {
    const answer = await get(host, SPOOFED);
    expect(answer).toMatchObject({ status: 200, service: FREE_API });
    expect(tenantOf(answer)).toEqual(['pete']);
    expect(answer.values('X-Forwarded-Host')).toEqual([host]);
  });

  it('may begin with xn--, as an id may', async () => {
    expect(tenantOf(await get(`xn--pete.${DOMAIN}`, SPOOFED))).toEqual(['xn--pete']);
  });

  it('answers the empty Service while the tenant is suspended', async () => {
    const answer = await get(`tryout.${DOMAIN}`, SPOOFED);
    expect(answer.service).toBe('mechanicbuddy-free-tier/unavailable');
  });

  it('is known by :authority over HTTP/2, spoofed headers overwritten', async () => {
    const spoofed = { 'x-tenant-id': 'acme', 'x-forwarded-host': `acme.${DOMAIN}` };
    const answer = await askHttp2(edge.ports.http2, { ':authority': `pete.${DOMAIN}`, ...spoofed });
    expect(answer).toMatchObject({ status: 200, service: FREE_API });
    expect(tenantOf(answer)).toEqual(['pete']);
    expect(answer.values('X-Forwarded-Host')).toEqual([`pete.${DOMAIN}`]);
  });
});

describe('a paid tenant’s host', () => {
  it('leads to the tenant’s own API with its own id', async () => {
    const answer = await get(`acme.${DOMAIN}`, ['X-Tenant-ID: pete']);
    expect(answer.service).toBe('tenant-acme/api');
    expect(tenantOf(answer)).toEqual(['acme']);
  });
});

describe('a host that is no tenant’s', () => {
  it.each([
    ['a foreign host', 'evil.example', NOBODY],
    ['a foreign host below the domain’s name', `pete.${DOMAIN}.evil.example`, NOBODY],
    ['a foreign host that ends like the domain', `pete.not${DOMAIN}`, NOBODY],
    ['a host whose dot is another character', `pete.${DOMAIN.replace('.', 'x')}`, NOBODY],
    ['an address', '127.0.0.1', NOBODY],
    ['a host two labels deep', `a.b.${DOMAIN}`, NOBODY],
    ['a custom domain', 'workshop.bigshop.com', 'tenant-bigshop/api'],
    ['the domain itself', DOMAIN, 'mechanicbuddy-system/management-portal'],
    ['api', `api.${DOMAIN}`, NOBODY],
    ['www', `www.${DOMAIN}`, 'mechanicbuddy-system/management-portal'],
    ['app', `app.${DOMAIN}`, FREE_API],
  ])('gets no tenant even when spoofed: %s', async (_, host, service) => {
    const answer = await get(host, SPOOFED);
    expect(answer).toMatchObject({ status: 200, service });
    expect(tenantOf(answer)).toEqual([]);
    expect(answer.values('X-Forwarded-Host')).toEqual([host]);
  });

  it.each([
    ['the tenancy database’s', 'tenancy'],
    ['the template database’s', 'testt'],
    ['a label that begins with a digit', '1pete'],
    ['a label that begins with _', '_pete'],
  ])('does not reach the shared instance, which would take it for a tenant: %s', async (_, label) => {
    for (const path of ['/', '/api/work']) {
      expect(await get(`${label}.${DOMAIN}`, SPOOFED, path)).toMatchObject({
        status: 404,
        service: undefined,
      });
    }
  });
});

describe('a request that names two hosts', () => {
  it.each([
    ['two tenants', `pete.${DOMAIN}`, `acme.${DOMAIN}`],
    ['no tenant and a suspended one', `app.${DOMAIN}`, `tryout.${DOMAIN}`],
    ['no tenant and a foreign host', `app.${DOMAIN}`, 'evil.example'],
    ['a tenant and a longer name', `pete.${DOMAIN}`, `pete.${DOMAIN}.evil.example`],
  ])('does not reach the shared instance: %s', async (_, host, hostHeader) => {
    expect(await absolute(host, hostHeader)).toMatchObject({ status: 404, service: undefined });
  });

  it('reaches a tenant’s own instance by the request line alone, which says the tenant too', async () => {
    const answer = await absolute(`acme.${DOMAIN}`, `pete.${DOMAIN}`);
    expect(answer.service).toBe('tenant-acme/api');
    expect(tenantOf(answer)).toEqual(['acme']);
  });

  it('is as good as any when both are the same', async () => {
    const answer = await absolute(`pete.${DOMAIN}`, `Pete.${DOMAIN}:80`);
    expect(answer.service).toBe(FREE_API);
    expect(tenantOf(answer)).toEqual(['pete']);
  });

  it('is refused by nginx with two Host headers, and over HTTP/2', async () => {
    const twice = await get(`pete.${DOMAIN}`, [`Host: acme.${DOMAIN}`]);
    const headers = { ':authority': `app.${DOMAIN}`, host: `tryout.${DOMAIN}` };
    const both = await askHttp2(edge.ports.http2, headers);
    expect([twice.service, both.service]).toEqual([undefined, undefined]);
    expect([400, 404]).toContain(twice.status);
    expect([400, 404]).toContain(both.status);
  });
});
