import { describe, expect, it } from 'vitest';
import { ACME, objectsIn, type Rendered, rendered } from '../../fixtures/fleet.ts';
import { SHUT } from '../../fixtures/reachability/promises.ts';
import { isInstance, kindOf } from '../../fixtures/reachability/who.ts';
import { inhabited, type PlacedWorld, worldOf } from '../../fixtures/reachability/world.ts';

const objects = objectsIn(rendered([ACME]), 'dist/tenants/acme/manifests.yaml');
const kindsIn = (world: PlacedWorld) => world.pods.map((pod) => kindOf(world, pod));

/** A pod as `kubectl get pods -o json` gives it. */
function live(name: string, component: string, more: object = {}): Rendered {
  return {
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'tenant-acme',
      labels: { 'app.kubernetes.io/component': component },
      annotations: {},
    },
    spec: { containers: [{ name, ports: [{ name: 'http', containerPort: 15_567 }] }], ...more },
    status: { podIP: '10.42.0.7' },
  } as unknown as Rendered;
}

describe('a world of objects', () => {
  it('has the pods of a tenant’s Cluster, Job and Deployments', () => {
    const kinds = ['database', 'database', 'database', 'database', 'migration', 'api', 'web'];
    expect(kindsIn(worldOf(objects))).toEqual(kinds);
    expect(worldOf(objects).pods.filter(isInstance)).toHaveLength(2);
  });

  it('has their ports and labels as they are rendered', () => {
    const api = worldOf(objects).pods.find(({ name }) => name === 'api');
    expect(api).toMatchObject({
      namespace: 'tenant-acme',
      labels: { 'app.kubernetes.io/instance': 'tenant-acme', 'mechanicbuddy.app/tenant': 'acme' },
      ports: [{ name: 'http', port: 15_567, protocol: 'TCP' }],
    });
  });

  it('has a cluster’s own pods with their addresses', () => {
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
    const world = worldOf([...namespaces, live('api-x', 'api'), live('node', 'web', { hostNetwork: true })]);
    expect(kindsIn(world)).toEqual(['api', 'web']);
    expect(world.pods[0]).toMatchObject({ ip: '10.42.0.7', ports: [{ name: 'http', port: 15_567 }] });
    expect(world.pods.map(({ hostNetwork }) => hostNetwork)).toEqual([undefined, true]);
  });

  it('gives every pod an address of its own', () => {
    const { pods } = inhabited(worldOf(objects));
    expect(new Set(pods.map(({ ip }) => ip)).size).toBe(pods.length);
  });

  it('lets the API server be a pod on its node’s network', () => {
    const world = inhabited(worldOf(objects));
    const apiServer = {
      name: 'kube-apiserver',
      namespace: 'kube-system',
      labels: {},
      ip: '172.18.0.2',
      ports: [],
    };
    const promise = SHUT['nothing reaches foreign pods but the name server'];
    const withApiServer = (hostNetwork: boolean) =>
      promise({ ...world, ipBlocks: 'hold no pods', pods: [...world.pods, { ...apiServer, hostNetwork }] });
    expect(withApiServer(true)).toEqual([]);
    expect(withApiServer(false)).toEqual([]);
  });
});
