import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, inject, it } from 'vitest';
import { applicationStates, type Living } from './applications.ts';
import { kubectl, kubectlJson, until } from './kubectl.ts';

const { root } = inject('place');
const revision = execFileSync('git', ['-C', root, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();

it('one kubectl apply -k argocd brings the whole platform to Synced and Healthy', async () => {
  const { code, stderr } = await kubectl(['apply', '-k', join(root, 'argocd')]);
  expect([code, stderr]).toEqual([0, '']);
  const wanted = {
    'mechanicbuddy-platform-free-tier-hinterhof': 'Synced Healthy at the commit',
    'mechanicbuddy-platform-free-tier-no-fuss-motors': 'Synced Healthy at the commit',
    'mechanicbuddy-platform-free-tier-petes-garage': 'Synced Healthy at the commit',
    'mechanicbuddy-platform-free-tier-tryout-tyres': 'Synced Healthy at the commit',
    'mechanicbuddy-platform': 'Synced Healthy at the commit',
    'mechanicbuddy-platform-free-tier': 'Synced Healthy at the commit',
    'mechanicbuddy-platform-system': 'Synced Healthy at the commit',
    'mechanicbuddy-platform-tenant-acme': 'Synced Healthy at the commit',
    'mechanicbuddy-platform-tenant-bigshop': 'Synced Healthy at the commit',
    'mechanicbuddy-platform-tenant-ferrari-e-figli': 'Synced Healthy at the commit',
    'mechanicbuddy-platform-tenant-garage-lindqvist': 'Synced Healthy at the commit',
    // Argo CD reports a hibernated Cluster as Suspended, never as Healthy.
    'mechanicbuddy-platform-tenant-norden-truck': 'Synced Suspended at the commit',
    'mechanicbuddy-platform-tenant-steady-wheels': 'Synced Healthy at the commit',
  };
  const reached = await until(
    240,
    () => applicationStates(revision),
    (now) => isDeepStrictEqual(now, wanted),
  );
  expect(reached).toEqual(wanted);
});

it('in waves: the database before the migration, and the migration complete before the API is created', async () => {
  interface Job extends Living {
    readonly status: { readonly completionTime?: string };
  }
  const [job, api, cluster] = await Promise.all([
    kubectlJson<Job>('get', 'job', 'db-migration', '-n', 'tenant-acme'),
    kubectlJson<Living>('get', 'deployment', 'api', '-n', 'tenant-acme'),
    kubectlJson<Living>('get', 'cluster', 'tenant-acme-postgresql', '-n', 'tenant-acme'),
  ]);
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
])('answers the wait of the charts’ manual: %s, %s', async (namespace, deployment) => {
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
