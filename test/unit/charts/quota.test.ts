import { describe, expect, it } from 'vitest';
import { mebibytes, millicores } from '../../../src/platform/quantity.ts';
import {
  ACME,
  BIGSHOP,
  containersOf,
  objectsIn,
  ofKind,
  only,
  type Rendered,
  rendered,
  tenantObjects,
} from '../../fixtures/fleet.ts';

/** A pod counts until it is gone, and the next surge does not wait for that. */
const SHUTTING_DOWN = 1;

interface Sum {
  pods: number;
  cpu: number;
  memory: number;
  cpuLimit: number;
  memoryLimit: number;
}

/** Adds what a number of pods with these resources take. */
function add(sum: Sum, pods: number, { requests, limits }: Rendered['spec']): void {
  sum.pods += pods;
  sum.cpu += pods * millicores(requests.cpu);
  sum.memory += pods * mebibytes(requests.memory);
  sum.cpuLimit += pods * millicores(limits.cpu);
  sum.memoryLimit += pods * mebibytes(limits.memory);
}

/** Init containers run one after the other, so a pod takes its largest. All Jobs here have equal containers or one. */
function largest(template: Rendered['spec']): Rendered['spec'] {
  return containersOf(template)
    .map(({ resources }) => resources)
    .sort(
      (a, b) =>
        millicores(b.limits.cpu) - millicores(a.limits.cpu) ||
        mebibytes(b.limits.memory) - mebibytes(a.limits.memory),
    )[0];
}

/** Adds up a rolling update of every Deployment with every Job at once, from what is rendered. */
function rollingUpdate(objects: readonly Rendered[], replicas: (deployment: Rendered) => number): Sum {
  const sum: Sum = { pods: 0, cpu: 0, memory: 0, cpuLimit: 0, memoryLimit: 0 };
  for (const deployment of ofKind(objects, 'Deployment')) {
    const { strategy, template } = deployment.spec;
    expect(strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    add(sum, replicas(deployment) + strategy.rollingUpdate.maxSurge + SHUTTING_DOWN, largest(template));
  }
  for (const { spec } of ofKind(objects, 'Job')) add(sum, 1, largest(spec.template));
  for (const { spec } of ofKind(objects, 'CronJob')) add(sum, 1, largest(spec.jobTemplate.spec.template));
  for (const { spec } of ofKind(objects, 'Cluster')) {
    const sidecar = ofKind(objects, 'ObjectStore')[0]?.spec.instanceSidecarConfiguration.resources;
    add(sum, spec.instances, spec.resources);
    sum.cpu += spec.instances * millicores(sidecar.requests.cpu);
    sum.memory += spec.instances * mebibytes(sidecar.requests.memory);
    sum.cpuLimit += spec.instances * millicores(sidecar.limits.cpu);
    sum.memoryLimit += spec.instances * mebibytes(sidecar.limits.memory);
  }
  return sum;
}

function hard(objects: readonly Rendered[]): Sum {
  const quota = only(objects, 'ResourceQuota', 'quota').spec.hard;
  return {
    pods: Number(quota.pods),
    cpu: millicores(quota['requests.cpu']),
    memory: mebibytes(quota['requests.memory']),
    cpuLimit: millicores(quota['limits.cpu']),
    memoryLimit: mebibytes(quota['limits.memory']),
  };
}

function expectRoom(objects: readonly Rendered[], replicas: (deployment: Rendered) => number): void {
  const needed = rollingUpdate(objects, replicas);
  const allowed = hard(objects);
  for (const key of Object.keys(needed) as (keyof Sum)[])
    expect(allowed[key], key).toBeGreaterThanOrEqual(needed[key]);
}

describe.each([
  ['professional', ACME, 'acme'],
  ['enterprise', BIGSHOP, 'bigshop'],
])('the quota of a %s tenant', (_tier, record, id) => {
  const objects = tenantObjects(record);

  it('holds a rolling update of both Deployments, the migration and the database at once', () => {
    expectRoom(objects, ({ spec }) => spec.replicas);
  });

  it('does not hold another full set of pods beside that', () => {
    const needed = rollingUpdate(objects, ({ spec }) => 2 * spec.replicas);
    expect(needed.cpu).toBeGreaterThan(hard(objects).cpu);
  });

  it('holds the volumes of all instances, and no more', () => {
    const { spec } = only(objects, 'Cluster', `tenant-${id}-postgresql`);
    const quota = only(objects, 'ResourceQuota', 'quota').spec.hard;
    expect(quota.persistentvolumeclaims).toBe(String(spec.instances));
    expect(mebibytes(quota['requests.storage'])).toBe(spec.instances * mebibytes(spec.storage.size));
  });

  it('stays while the tenant is suspended', () => {
    const asleep = tenantObjects(`${record}status: suspended\n`);
    expect(hard(asleep)).toEqual(hard(objects));
  });
});

it('adds up by hand for professional: API, web, migration, database with sidecar, solver', () => {
  const requested = 4 * 1000 + 4 * 500 + 250 + 3 * (500 + 100) + 10;
  expect(hard(tenantObjects(ACME)).cpu).toBe(requested);
  expect(hard(tenantObjects(ACME)).pods).toBe(4 + 4 + 1 + 3 + 1);
});

it('gives the free tier room for its autoscalers’ maximum in a rolling update', () => {
  const objects = objectsIn(rendered([]), 'dist/free-tier/manifests.yaml');
  expectRoom(
    objects,
    ({ metadata }) => only(objects, 'HorizontalPodAutoscaler', metadata.name).spec.maxReplicas,
  );
});

it('gives the system room for a rolling update, its migration and the scheduled calls', () => {
  const objects = objectsIn(rendered([]), 'dist/system/manifests.yaml');
  expectRoom(objects, ({ spec }) => spec.replicas);
});
