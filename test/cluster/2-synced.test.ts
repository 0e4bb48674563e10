import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRepository, type Repository } from './git-repository.ts';
import { kubectl, kubectlJson, until } from './kubectl.ts';
import { startSecretStoreStandIn } from './stand-in.ts';

interface Application {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string };
  };
}

interface Timed {
  readonly metadata: { readonly creationTimestamp: string };
  readonly status: { readonly completionTime?: string };
}

let repository: Repository;
let commit: string;
let stopStandIn: () => void;

beforeAll(async () => {
  repository = await makeRepository();
  commit = await repository.commit('the fleet of this repository');
  stopStandIn = startSecretStoreStandIn();
});
afterAll(() => stopStandIn());

const states = async () => {
  const { items } = await kubectlJson<{ items: Application[] }>('get', 'applications', '-n', 'argocd');
  return Object.fromEntries(
    items.map(({ metadata, status }) => [
      metadata.name,
      `${status?.sync?.status} ${status?.health?.status} ${status?.sync?.revision === commit ? 'at the commit' : ''}`,
    ]),
  );
};

it('one kubectl apply -k argocd brings the whole platform to Synced and Healthy', async () => {
  const { code, stderr } = await kubectl(['apply', '-k', join(repository.root, 'argocd')]);
  expect([code, stderr]).toEqual([0, '']);
  const wanted = {
    mechanicbuddy: 'Synced Healthy at the commit',
    'mechanicbuddy-free-tier': 'Synced Healthy at the commit',
    'mechanicbuddy-system': 'Synced Healthy at the commit',
    'tenant-acme': 'Synced Healthy at the commit',
    'tenant-bigshop': 'Synced Healthy at the commit',
    'tenant-ferrari-e-figli': 'Synced Healthy at the commit',
    'tenant-garage-lindqvist': 'Synced Healthy at the commit',
    // A hibernated Cluster is Suspended to Argo CD, never Healthy.
    'tenant-norden-truck': 'Synced Suspended at the commit',
    'tenant-steady-wheels': 'Synced Healthy at the commit',
  };
  const reached = await until(240, states, (now) => JSON.stringify(now) === JSON.stringify(wanted));
  expect(reached).toEqual(wanted);
});

it('in waves: the migration is complete before the API is made', async () => {
  const job = await kubectlJson<Timed>('get', 'job', 'db-migration', '-n', 'tenant-acme');
  const api = await kubectlJson<Timed>('get', 'deployment', 'api', '-n', 'tenant-acme');
  const cluster = await kubectlJson<Timed>('get', 'cluster', 'tenant-acme-postgresql', '-n', 'tenant-acme');
  expect(Date.parse(cluster.metadata.creationTimestamp)).toBeLessThanOrEqual(
    Date.parse(job.metadata.creationTimestamp),
  );
  expect(Date.parse(job.status.completionTime ?? '')).toBeLessThanOrEqual(
    Date.parse(api.metadata.creationTimestamp),
  );
});

it.each([
  ['mechanicbuddy-system', 'management-api'],
  ['mechanicbuddy-free-tier', 'free-tier-api'],
])('answers the seed’s wait: %s, %s', async (namespace, deployment) => {
  const { code, stdout } = await kubectl([
    'wait',
    '--for=condition=available',
    '--timeout=300s',
    `deployment/${deployment}`,
    '-n',
    namespace,
  ]);
  expect([code, stdout]).toEqual([0, `deployment.apps/${deployment} condition met\n`]);
});
