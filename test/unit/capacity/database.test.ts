import { expect, it } from 'vitest';
import { clusterUsage } from '../../../src/capacity/database.ts';
import type { ClusterSpec } from '../../../src/capacity/objects.ts';
import { load, sized } from '../../fixtures/capacity.ts';

const store = { instanceSidecarConfiguration: { resources: sized(100, 256) } };
const plugin = { parameters: { barmanObjectName: 'backups' } };
const cluster: ClusterSpec = { instances: 3, resources: sized(500, 1024), storage: { size: '50Gi' } };
const usageOfCluster = (spec: ClusterSpec, isHibernated = false) =>
  clusterUsage(spec, isHibernated, (name) => (name === 'backups' ? store : undefined));
const now = (spec: ClusterSpec) => usageOfCluster(spec).pools['any node']?.now;

it('runs its instances, and a rolling update adds none', () => {
  const loads = usageOfCluster(cluster).pools['any node'];
  expect(loads?.now).toEqual(load(3, 1500, 3072, 3000, 6144));
  expect(loads?.atMost).toEqual(loads?.now);
  expect(loads?.rollout).toEqual(load(0));
});

it('has the sidecar of the store that its plugin names beside each instance', () => {
  expect(now({ ...cluster, plugins: [plugin] })).toEqual(load(3, 1800, 3840, 3600, 7680));
  expect(now({ ...cluster, plugins: [{ ...plugin, enabled: false }] })?.requests.cpuMillicores).toBe(1500);
  const other = { parameters: { barmanObjectName: 'other' } };
  expect(now({ ...cluster, plugins: [other] })?.requests.cpuMillicores).toBe(1500);
});

it('has a volume for each instance, and another for its WAL', () => {
  expect(usageOfCluster(cluster)).toMatchObject({ storageMiB: 3 * 50 * 1024, volumes: 3 });
  expect(usageOfCluster({ ...cluster, walStorage: { size: '10Gi' } })).toMatchObject({
    storageMiB: 3 * 60 * 1024,
    volumes: 6,
  });
});

it('needs only its volumes while it hibernates', () => {
  expect(usageOfCluster(cluster, true)).toMatchObject({
    pools: {},
    storageMiB: 3 * 50 * 1024,
    volumes: 3,
    connections: { opens: 0, accepts: 0 },
  });
});

it('runs in the node pool of its affinity', () => {
  const pools = usageOfCluster({ ...cluster, affinity: { nodeSelector: { pool: 'paid' } } }).pools;
  expect(Object.keys(pools)).toEqual(['pool=paid']);
});

it('accepts max_connections minus those reserved for superusers', () => {
  const accepts = (parameters?: Record<string, string>) =>
    usageOfCluster({ ...cluster, ...(parameters && { postgresql: { parameters } }) }).connections.accepts;
  expect(accepts()).toBe(97);
  expect(accepts({ max_connections: '400' })).toBe(397);
  expect(accepts({ max_connections: '400', superuser_reserved_connections: '10' })).toBe(390);
});
