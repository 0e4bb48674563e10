import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { Outcome } from '../../../src/http/handlers.ts';
import { bearer, CHANGED, SECRETS, SIGNUP, serverWith, signed } from '../../fixtures/http.ts';

it('health and metrics need no token', async () => {
  const { server } = serverWith(CHANGED);
  expect((await server.inject('/health/live')).statusCode).toBe(200);
  expect((await server.inject('/health/ready')).json()).toEqual({ status: 'ready' });
  const metrics = await server.inject('/metrics');
  expect(metrics.headers['content-type']).toContain('text/plain');
  expect(metrics.body).toContain('mechanicbuddy_queue_length 0');
});

it('is not ready while Git is out of reach, and says no more than that', async () => {
  const { server } = serverWith(
    CHANGED,
    {},
    { readiness: () => ({ kind: 'unready', because: '/srv/git is gone' }) },
  );
  const answer = await server.inject('/health/ready');
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
  expect(answer.body).not.toContain('/srv');
  expect((await server.inject('/health/live')).statusCode).toBe(200);
});

it('what is nowhere, and what fails inside, are problems that say nothing of the inside', async () => {
  const { server, lines } = serverWith(() => Promise.reject(new Error('inside')));
  expect((await server.inject('/nowhere')).json()).toMatchObject({ status: 404 });
  const failed = await server.inject(signed('/webhooks/signup', SIGNUP));
  expect(failed.json()).toEqual({
    type: 'urn:mechanicbuddy:problem:internal',
    title: 'Internal Server Error',
    status: 500,
  });
  expect(lines.join()).toContain('inside');
});

it('counts each answer by its route’s pattern', async () => {
  const { server, answered } = serverWith(CHANGED);
  await server.inject({ url: '/api/tenants/acme', headers: bearer(SECRETS.eve) });
  await server.inject('/nowhere/at/all');
  await server.inject(signed('/webhooks/signup', SIGNUP));
  expect(answered).toEqual(['/api/tenants/:id 200', 'none 404', '/webhooks/signup 201']);
});

it('logs each administrator’s call with the token’s name, and never a secret or a body', async () => {
  const { server, lines } = serverWith(CHANGED);
  const forged = signed('/webhooks/signup', SIGNUP, { secret: 'another-secret-altogether' });
  await server.inject({ url: '/api/tenants/acme', headers: bearer(SECRETS.eve) });
  await server.inject({
    method: 'DELETE',
    url: '/api/tenants/acme',
    headers: bearer('token-of-mallory-012345'),
  });
  await server.inject({
    method: 'PATCH',
    url: '/api/tenants/acme',
    headers: { ...bearer(SECRETS.bob), 'content-type': 'application/json' },
    payload: '{"name":',
  });
  await server.inject(signed('/webhooks/signup', SIGNUP));
  await server.inject(forged);
  await server.inject(signed('/webhooks/stripe', '{"secret":'));
  const calls = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'an administrator’s call');
  expect(calls.map(({ admin, method, tenant, status }) => [admin, method, tenant, status])).toEqual([
    ['eve', 'GET', 'acme', 200],
    ['nobody', 'DELETE', 'acme', 401],
    ['bob', 'PATCH', 'acme', 400],
  ]);
  const all = lines.join();
  const hidden = [
    ...Object.values(SECRETS),
    'mallory',
    'Hilltop',
    'owner@',
    String(Object.values(forged.headers)[1]),
  ];
  for (const secret of hidden) expect(all).not.toContain(secret);
});

it('describes itself as OpenAPI 3.1, from the schemas that requests are checked by', async () => {
  const { server } = serverWith(CHANGED);
  const document = (await server.inject('/openapi.json')).json();
  expect(document.openapi).toBe('3.1.0');
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method} ${path}`),
  );
  expect(routes.sort()).toEqual([
    'delete /api/tenants/{id}',
    'delete /api/tenants/{id}/domains/{domain}',
    'get /api/fleet',
    'get /api/fleet/{id}',
    'get /api/tenants',
    'get /api/tenants/{id}',
    'patch /api/tenants/{id}',
    'post /api/tenants',
    'post /api/tenants/{id}/back',
    'post /api/tenants/{id}/cancel',
    'post /api/tenants/{id}/confirm',
    'post /api/tenants/{id}/domains',
    'post /api/tenants/{id}/domains/{domain}/verify',
    'post /api/tenants/{id}/purge',
    'post /api/tenants/{id}/restore',
    'post /api/tenants/{id}/resume',
    'post /api/tenants/{id}/suspend',
    'post /webhooks/signup',
    'post /webhooks/stripe',
  ]);
  const signup = document.paths['/webhooks/signup'].post;
  const body = signup.requestBody.content['application/json'].schema;
  expect(body.required.sort()).toEqual(['name', 'ownerEmail', 'tier']);
  expect(body.properties.tier.enum).toEqual(['free', 'demo']);
  expect(signup.responses['422'].content).toHaveProperty([
    'application/problem+json',
    'schema',
    'properties',
    'errors',
  ]);
  expect(document.paths['/api/tenants'].get.security).toEqual([{ bearer: [] }]);
  expect(document.components.securitySchemes.bearer).toEqual({ type: 'http', scheme: 'bearer' });
});

it('while it closes, finishes what it began and refuses what comes', async () => {
  let finish: (outcome: Outcome) => void = () => undefined;
  const { server, events } = serverWith(() => new Promise((resolve) => (finish = resolve)));
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const { url, ...init } = signed('/webhooks/signup', SIGNUP);
  const begun = fetch(`http://127.0.0.1:${port}${url}`, {
    method: init.method,
    headers: init.headers,
    body: init.payload,
  });
  while (events.length === 0) await new Promise(setImmediate);
  const closed = server.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
  finish(CHANGED);
  expect((await begun).status).toBe(201);
  await closed;
});

it('ends a body that goes on beyond the limit', async () => {
  const { server } = serverWith(CHANGED);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const status = await new Promise((resolve) => {
    const asked = request(
      { port, method: 'POST', path: '/webhooks/stripe', headers: { 'content-type': 'application/json' } },
      (answer) => resolve(answer.statusCode),
    );
    asked.on('error', () => undefined);
    const timer = setInterval(() => asked.write('x'.repeat(5000)), 1);
    asked.on('close', () => clearInterval(timer));
  });
  expect(status).toBe(413);
  await server.close();
});
