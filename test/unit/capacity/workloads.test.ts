import { describe, expect, it } from 'vitest';
import type { AutoscalerSpec, DeploymentSpec } from '../../../src/capacity/objects.ts';
import { cronJobUsage, deploymentUsage, jobUsage, solverUsage } from '../../../src/capacity/workloads.ts';
import { load, SOLVER, sized } from '../../fixtures/capacity.ts';

const pod = { containers: [{ resources: sized(100, 64) }] };
const template = { spec: pod };

function deployment(spec: Omit<DeploymentSpec, 'template'>, autoscaler?: AutoscalerSpec) {
  const loads = deploymentUsage({ ...spec, template }, autoscaler).pools['any node'];
  return { now: loads?.now.pods, atMost: loads?.atMost.pods, rollout: loads?.rollout.pods };
}

function surge(replicas: number, maxSurge?: number | string) {
  const rollingUpdate = maxSurge === undefined ? {} : { maxSurge };
  return deployment({ replicas, strategy: { type: 'RollingUpdate', rollingUpdate } }).rollout;
}

describe('a Deployment', () => {
  it('runs its replicas, by default one', () => {
    expect(deployment({ replicas: 3 })).toEqual({ now: 3, atMost: 3, rollout: 1 });
    expect(deployment({})).toEqual({ now: 1, atMost: 1, rollout: 1 });
  });

  it.each([
    [4, 1, 1],
    [4, '25%', 1],
    [5, '25%', 2],
    [10, '100%', 10],
    [4, undefined, 1],
    [0, 1, 0],
    [1, 3, 1],
    [4, 0, 0],
  ])('of %i replicas with maxSurge %s adds %i pods while it rolls', (replicas, maxSurge, added) => {
    expect(surge(replicas, maxSurge)).toBe(added);
  });

  it('with strategy Recreate adds none', () => {
    expect(deployment({ replicas: 4, strategy: { type: 'Recreate' } }).rollout).toBe(0);
  });

  it('has the replicas of its autoscaler, unless its own are 0', () => {
    const scaleTargetRef = { kind: 'Deployment', name: 'api' };
    const autoscaler = { scaleTargetRef, minReplicas: 2, maxReplicas: 10 };
    expect(deployment({}, autoscaler)).toEqual({ now: 2, atMost: 10, rollout: 1 });
    expect(deployment({ replicas: 5 }, autoscaler)).toEqual({ now: 2, atMost: 10, rollout: 1 });
    expect(deployment({ replicas: 0 }, autoscaler)).toEqual({ now: 0, atMost: 0, rollout: 0 });
    expect(deployment({}, { scaleTargetRef, maxReplicas: 3 }).now).toBe(1);
  });

  it('counts in the node pool that its pods ask for', () => {
    const spec = { ...pod, nodeSelector: { pool: 'paid', disk: 'fast' } };
    expect(Object.keys(deploymentUsage({ template: { spec } }, undefined).pools)).toEqual([
      'pool=paid,disk=fast',
    ]);
  });
});

it('a Job runs temporarily, and in a rollout', () => {
  expect(jobUsage({ template, parallelism: 2 }).pools['any node']).toMatchObject({
    now: load(0),
    atMost: load(0),
    rollout: load(2, 200, 128, 400, 256),
    atTimes: load(2, 200, 128, 400, 256),
  });
});

it('a CronJob runs temporarily, and not in a rollout', () => {
  const loads = cronJobUsage({ jobTemplate: { spec: { template } } }).pools['any node'];
  expect(loads?.atTimes).toEqual(load(1, 100, 64, 200, 128));
  expect(loads?.rollout).toEqual(load(0));
});

it('each host of a certificate temporarily has a solver, a wildcard none', () => {
  const hosts = solverUsage({ dnsNames: ['a.example.com', 'b.example.com', '*.example.com'] }, SOLVER);
  expect(hosts.pools['any node']?.atTimes).toEqual(load(2, 20, 128, 200, 128));
});
