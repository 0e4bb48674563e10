import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MANAGEMENT_DOORS } from '../../../src/charts/system/management-doors.ts';
import { PETE, PLATFORM, rendered } from '../../fixtures/fleet.ts';
import { WITH_SERVICE } from '../../fixtures/reachability/platform.ts';
import { type Edge, startEdge } from './nginx.ts';
import { edgeInput } from './nginx-conf.ts';
import { ask } from './talk.ts';

const MANAGEMENT = 'mechanicbuddy-system/management-api';
let edge: Edge;
beforeAll(async () => {
  edge = await startEdge(edgeInput(rendered([PETE], WITH_SERVICE)));
});
afterAll(() => edge?.stop());

const serviceOf = async (host: string, path: string, method = 'GET') =>
  (await ask(edge.ports.http, `${method} ${path} HTTP/1.1`, [`Host: ${host}.example.com`])).service;

describe('the management API’s doors', () => {
  it.each(MANAGEMENT_DOORS.map(({ path }) => path))('%s is open', async (path) => {
    expect(await serviceOf('api', path, 'POST')).toBe(MANAGEMENT);
    expect(await serviceOf('api', `${path}?from=stripe`, 'POST')).toBe(MANAGEMENT);
  });

  it.each([
    '/',
    '/api',
    '/api/signup',
    '/api/auth/login',
    '/api/version',
    '/api/billing',
    '/api/billing/create-checkout-session',
    '/api/billing/process-expired',
    '/api/billing/webhook/',
    '/api/billing/webhook/more',
    '/api/billing/webhooks',
    '/API/BILLING/PORTAL',
    '/api/demorequests',
    '/api/demorequests/1/approve',
    '/api/demorequests/cleanup-expired',
    '/api/user/tenants',
    '/api/provisioning/x',
    '/api/migration/acme/to-dedicated',
    '/api/superadmin/login',
    '/api/auditlogs',
    '/api/tenant/1/domains',
    '/health',
    '/health/ready',
    '/swagger/index.html',
    '/API/TENANTS',
  ])('%s is shut', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE'])
      expect([undefined, '/default-backend']).toContain(await serviceOf('api', path, method));
  });

  it.each(['/api/tenants', '/api/tenants/1', '/api/tenants/1/suspend', '/api/tenants/1/heartbeat'])(
    '%s is the service’s, which asks for an administrator’s token',
    async (path) => {
      expect(await serviceOf('api', path, 'POST')).toBe('mechanicbuddy-system/tenant-provisioner');
    },
  );

  // The API takes %2f for a letter: to it these are /api/tenants/, /api/superadmin/ and so on.
  it.each([
    '/api/tenants/..%2fbilling%2fwebhook%2fx/..',
    '/api/superadmin/..%2Fbilling%2Fwebhook%2Fx/%2e%2e',
    '/api/billing/x/../webhook',
    '/api/billing/x/.%2E/webhook',
    '/api/billing%2f..%2fbilling%2fwebhook',
  ])('%s opens none', async (path) => {
    expect(await serviceOf('api', path)).not.toBe(MANAGEMENT);
  });
});

describe('the shared API', () => {
  const FREE = 'mechanicbuddy-free-tier/free-tier-api';

  it.each([
    '/api/demo/setup',
    '/api/demo/setup/',
    '/api/demo/setup?x=1',
    '/API/Demo/SetUp',
    '/api/%64emo/setup',
    '/api//demo/setup',
    '/api/demo/setup/x%2f../..',
    '/api/x/../demo/setup',
  ])('makes nobody a tenant: %s', async (path) => {
    for (const host of ['pete', 'app', 'nobody-yet'])
      expect(await serviceOf(host, path, 'POST')).not.toBe(FREE);
  });

  it.each(['/api/demo', '/api/work?next=/../x', '/api/files/a..b', '/api/work/...'])(
    'is asked everything else: %s',
    async (path) => {
      expect(await serviceOf('pete', path)).toBe(FREE);
    },
  );

  it('leaves names of files with dots alone', async () => {
    expect(await serviceOf('pete', '/_next/static/chunks/app/%5B...slug%5D/page.js')).toBe(
      'mechanicbuddy-free-tier/free-tier-web',
    );
  });
});

it('without the service the doors are the same, and tenants are shut', async () => {
  const servers = edgeInput(rendered([], PLATFORM)).servers.get('api.example.com') ?? [];
  expect(servers.map(({ path }) => path)).toEqual(MANAGEMENT_DOORS.map(({ path }) => path));
});
