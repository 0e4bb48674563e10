import { describe, expect, it } from 'vitest';
import { capacityDelta } from '../../../src/capacity/delta.ts';
import { load, objectsOf } from '../../fixtures/capacity.ts';
import { ACME, fleetOf, PLATFORM } from '../../fixtures/fleet.ts';

const { platform } = fleetOf([]);
const professional = objectsOf(ACME);
const suspended = objectsOf(`${ACME}status: suspended\nsuspendedBy: admin\n`);

describe('the difference', () => {
  it('of a suspended tenant: its pods, but not its volumes', () => {
    expect(capacityDelta(professional, suspended, platform)).toEqual({
      now: load(-6, -4200, -8704, -9000, -17_408),
      atMost: load(-6, -4200, -8704, -9000, -17_408),
      rollout: load(-3, -1750, -3328, -3500, -6656),
      atTimes: load(-1, -250, -256, -500, -512),
      storageMiB: 0,
      volumes: 0,
      connections: { opens: -201, accepts: -97 },
      currency: 'USD',
      costPerMonth: -84.2,
    });
  });

  it('of more storage', () => {
    const larger = objectsOf(`${ACME}storage: 80Gi\n`);
    expect(capacityDelta(professional, larger, platform)).toMatchObject({
      now: load(0),
      storageMiB: 60 * 1024,
      costPerMonth: 6,
    });
  });

  it('of a tenant that is added, removed, or unchanged', () => {
    expect(capacityDelta([], professional, platform).costPerMonth).toBe(94.2);
    expect(capacityDelta(professional, [], platform).costPerMonth).toBe(-94.2);
    expect(capacityDelta(professional, professional, platform)).toMatchObject({
      now: load(0),
      connections: { opens: 0, accepts: 0 },
      costPerMonth: 0,
    });
  });

  it('has the prices of the cluster’s region', () => {
    const text = `${PLATFORM}clusters: {in-cluster: {}, far: {region: far}}\nprices: {regions: {far: {cpu: 32}}}\n`;
    const regional = fleetOf([], text).platform;
    expect(capacityDelta([], professional, regional, 'far').costPerMonth).toBe(94.2 + 67.2);
  });
});

it('rejects a quantity that is not written the way it is rendered', () => {
  const cluster = {
    kind: 'Cluster',
    metadata: { name: 'x' },
    spec: { instances: 1, storage: { size: '5GB' } },
  };
  expect(() => capacityDelta([], [cluster], platform)).toThrow('not a quantity in Mi, Gi or Ti: 5GB');
});
