import { afterAll, describe, expect, it } from 'vitest';
import { containersOf, ofKind, podTemplates, type Rendered } from '../fixtures/fleet.ts';
import { type Pod, untilProbed } from './pod.ts';
import { lacking, makeWorld, unread } from './world.ts';

const [TENANT, FREE, SYSTEM] = ['tenant-acme', 'mechanicbuddy-free-tier', 'mechanicbuddy-system'];
const world = makeWorld();
afterAll(world.close);

/** Expects that the program gets all variables that it needs, and no others. */
function expectFit(template: Rendered['spec'], pod: Pod): void {
  expect(lacking(pod.output())).toEqual([]);
  for (const container of containersOf(template)) expect(unread(container, pod.output())).toEqual([]);
}

async function expectDone(kind: string, namespace: string, name: string): Promise<void> {
  const template = world.templateOf(kind, namespace, name);
  const pod = await world.run(template, namespace);
  expect(await pod.container.exited, pod.output()).toBe(0);
  expectFit(template, pod);
}

async function expectServing(namespace: string, name: string) {
  const { pod, template } = await world.serve(namespace, name);
  await untilProbed(pod, template.spec.containers[0].livenessProbe);
  expectFit(template, pod);
  return pod;
}

describe.each([
  ['a dedicated tenant', TENANT, '', true],
  ['the shared instance', FREE, 'free-tier-', false],
])('%s', (_who, namespace, prefix, isPaid) => {
  it('migrates its database', () => expectDone('Job', namespace, 'db-migration'));

  it('starts its API: port, settings file, database, probes', async () => {
    const api = await expectServing(namespace, `${prefix}api`);
    expect(await api.ask('GET', '/health')).toMatchObject({ status: 404 });
    expect(await api.ask('POST', '/api/pdf')).toMatchObject({ status: 200 });
    expect(await api.ask('GET', '/api/usermanagement/canmanage')).toEqual({ status: 200, body: isPaid });
  });

  it('starts its web, which signs in at the API', async () => {
    const web = await expectServing(namespace, `${prefix}web`);
    expect(await web.ask('GET', '/auth/login')).toMatchObject({ status: 200 });
    expect(await web.ask('POST', '/auth/login')).toMatchObject({ status: 200 });
    expect(await web.ask('GET', '/_next/image')).toMatchObject({ status: 200 });
  });

  it('reads no tenant from the API’s own host name', async () => {
    const { pod: web } = await world.serve(namespace, `${prefix}web`);
    expect(await web.ask('GET', '/backend-api/publiclanding')).toEqual({ status: 200, body: null });
  });
});

describe('the management plane', () => {
  it('migrates its database', () => expectDone('Job', SYSTEM, 'management-db-migration'));

  it('starts its API, whose heartbeat needs a key, and which suspends no tenant without a heartbeat', async () => {
    const api = await expectServing(SYSTEM, 'management-api');
    expect(await api.ask('POST', '/api/tenants/acme/heartbeat')).toMatchObject({ status: 401 });
    expect(await api.ask('POST', '/api/billing/process-expired')).toMatchObject({ status: 401 });
    expect(await api.ask('GET', '/suspended-after')).toEqual({ status: 200, body: 36_500 });
  });

  it('starts its portal, to which Stripe redirects customers', async () => {
    const portal = await expectServing(SYSTEM, 'management-portal');
    expect(await portal.ask('POST', '/dashboard/billing')).toEqual({
      status: 200,
      body: 'https://example.com/dashboard/billing',
    });
    expect(await portal.ask('POST', '/signup')).toMatchObject({ status: 201 });
  });

  it('makes its scheduled calls with the right credentials', async () => {
    const calls = ofKind(world.objects, 'CronJob').map(({ metadata }) => metadata.name);
    expect(calls.length).toBeGreaterThan(0);
    for (const name of calls) await expectDone('CronJob', SYSTEM, name);
  });
});

describe('generated values', () => {
  it('are all read by a program of their namespace', () => {
    const unused = ofKind(world.objects, 'ExternalSecret')
      .filter(({ spec }) => spec.dataFrom !== undefined && spec.target.template === undefined)
      .flatMap(({ metadata, spec }) =>
        ofKind(world.objects, 'Password')
          .filter((each) => each.metadata.namespace === metadata.namespace)
          .filter((each) => JSON.stringify(spec.dataFrom).includes(`"${each.metadata.name}"`))
          .flatMap((each) => each.spec.secretKeys as string[])
          .filter((key) => !isRead(metadata.namespace, spec.target.name, key))
          .map((key) => `${metadata.namespace}/${spec.target.name} ${key}`),
      );
    expect(unused).toEqual([]);
  });
});

function isRead(namespace: string | undefined, name: string, key: string): boolean {
  const own = world.objects.filter(({ metadata }) => metadata.namespace === namespace);
  return podTemplates(own)
    .flatMap((template) => [
      ...containersOf(template).flatMap(({ env }) => env ?? []),
      ...template.spec.volumes,
    ])
    .some(
      ({ valueFrom, secret }) =>
        secret?.secretName === name ||
        (valueFrom?.secretKeyRef?.name === name && valueFrom.secretKeyRef.key === key),
    );
}
