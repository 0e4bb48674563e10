import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { value } from '../cluster/applications.ts';
import { kubectl, until } from '../cluster/kubectl.ts';
import { asArgoCd, create, type Live, recorded } from './charts.ts';
import { endpointSlices, fingerprints, ownersOf, pods } from './seen.ts';

const { root } = inject('place');
const NAMESPACES = ['mechanicbuddy-system', 'mechanicbuddy-free-tier', 'tenant-acme', 'tenant-bigshop'];

/** By the guard, or by Argo CD itself where another Application tracks the namespace. */
const REFUSED = {
  'mechanicbuddy-platform-system':
    'namespace mechanicbuddy-system belongs to another installation (Helm release mechanicbuddy-system): nothing is applied there',
  'mechanicbuddy-platform-free-tier':
    'Namespace/mechanicbuddy-free-tier is part of applications argocd/mechanicbuddy-platform-free-tier and mechanicbuddy-free-tier',
  'mechanicbuddy-platform-free-tier-petes-garage':
    'namespace mechanicbuddy-free-tier belongs to another installation (it has labels that this platform did not set): nothing is applied there',
  'mechanicbuddy-platform-tenant-acme':
    'Namespace/tenant-acme is part of applications argocd/mechanicbuddy-platform-tenant-acme and tenant-acme',
  'mechanicbuddy-platform-tenant-bigshop':
    'namespace tenant-bigshop belongs to another installation (Helm release tenant-bigshop): nothing is applied there',
};

let before: Record<string, string>;

beforeAll(async () => {
  await create(recorded('ns-mechanicbuddy-system'), 'helm');
  await create(
    asArgoCd(recorded('ns-mechanicbuddy-free-tier'), 'mechanicbuddy-free-tier'),
    'argocd-controller',
  );
  await create(asArgoCd(recorded('ns-tenant-acme'), 'tenant-acme'), 'argocd-controller');
  await create(recorded('ns-tenant-bigshop'), 'helm');
  await create(recorded('ns-argocd'), 'kubectl-client-side-apply');
  // Their pods run, and their Applications have been looked at, before ours come.
  await until(60, pods, (all) => all.filter((pod) => pod.isReady).length >= 13);
  await until(
    60,
    () => value('application', 'argocd', 'mechanicbuddy-system-staging', '{.status.conditions[0].type}'),
    (type) => type === 'ComparisonError',
  );
  before = await fingerprints(NAMESPACES);
});

describe('kubectl apply -k argocd beside an installation of the charts', () => {
  it('is refused in each of its namespaces, and says why', async () => {
    const { code, stderr } = await kubectl(['apply', '-k', join(root, 'argocd')]);
    expect([code, stderr]).toEqual([0, '']);
    // Between two tries an operation tells that it tries again.
    const told = new Set<string>();
    const look = async () => {
      for (const [name, wanted] of Object.entries(REFUSED)) {
        const message = await value('application', 'argocd', name, '{.status.operationState}');
        if (message.includes(wanted)) told.add(name);
      }
      return told.size;
    };
    await until(90, look, (count) => count === Object.keys(REFUSED).length);
  });

  it('adds, changes and deletes nothing there: Clusters and claims are the same objects', async () => {
    // Once deleted within 38 seconds: Argo CD polls, retries and heals itself in this time.
    await new Promise((resolve) => setTimeout(resolve, 45_000));
    const after = await fingerprints(NAMESPACES);
    expect(after).toEqual(before);
    const kinds = Object.keys(before).map((key) => key.split(' ')[0]);
    expect(kinds.filter((kind) => kind === 'Cluster')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'PersistentVolumeClaim')).toHaveLength(5);
    expect(kinds.filter((kind) => kind === 'Application')).toHaveLength(3);
  });

  it('leaves each EndpointSlice with the pods of one installation', async () => {
    const slices = await endpointSlices(NAMESPACES);
    expect(slices.filter(({ pods: names }) => names.length > 0).length).toBeGreaterThanOrEqual(6);
    for (const slice of slices) expect(await ownersOf(slice)).not.toContain('argocd');
  });

  it('and brings up a tenant whose namespace is its own', async () => {
    await until(
      60,
      () =>
        value(
          'namespace',
          'default',
          'tenant-garage-lindqvist',
          '{.metadata.labels.mechanicbuddy\\.app/managed-by}',
        ),
      (label) => label === 'argocd',
    );
  });
});

describe('the labels by which Services and Deployments select', () => {
  const BOTH = 'both-installations';
  const RUNNING = ['Deployment', 'Service', 'ServiceAccount', 'ConfigMap'];

  it('keep the pods of two installations apart, were they in one namespace', async () => {
    await kubectl(['create', 'namespace', BOTH]);
    const inOne = (objects: readonly Live[]) =>
      objects
        .filter(({ kind }) => RUNNING.includes(kind))
        .map((object) => ({ ...object, metadata: { ...object.metadata, namespace: BOTH } }));
    const ours = readFileSync(join(root, 'dist/tenants/acme/manifests.yaml'), 'utf8');
    const items = parseAllDocuments(ours).map((document): Live => document.toJS());
    await create(inOne(recorded('ns-tenant-acme')), 'helm');
    await create(inOne(items), 'argocd-controller');
    const served = async () => (await endpointSlices([BOTH])).filter(({ pods: names }) => names.length > 0);
    const slices = await until(60, served, (all) => all.length === 4);
    for (const slice of slices) expect(await ownersOf(slice)).toHaveLength(1);
  });
});
