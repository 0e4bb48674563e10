import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityOf, totals } from '../../../src/capacity/capacity.ts';
import { type Amounts, costOf } from '../../../src/capacity/cost.ts';
import { addAllLoads, addUsages } from '../../../src/capacity/sums.ts';
import { load, renderedUsage } from '../../fixtures/capacity.ts';
import { ACME, BIGSHOP, fleetOf, MOVING, PETE, PLATFORM, TRYOUT } from '../../fixtures/fleet.ts';
import { fitting, platformText, recordTexts } from '../../fixtures/fleet-arbitrary.ts';

const capacity = (records: readonly string[], platform = PLATFORM) => {
  const fleet = fleetOf(records, platform);
  return capacityOf(fleet, renderedUsage(fleet));
};

describe('a fleet', () => {
  const found = capacity([ACME, BIGSHOP, PETE, TRYOUT]);

  it('is summed by part; free and demo tenants are in the shared instance', () => {
    expect(found.parts.map(({ name, tenants, now }) => [name, tenants, now.pods])).toEqual([
      ['system', 0, 6],
      ['shared', 2, 4],
      ['professional', 1, 6],
      ['enterprise', 1, 9],
    ]);
    expect(found.tenants).toEqual({ free: 1, demo: 1, professional: 1, enterprise: 1 });
    expect(found.total.now).toEqual(load(25, 22_700, 46_848, 49_500, 93_696));
    expect(found.total).toMatchObject({ tenants: 4, storageMiB: (200 + 100 + 600) * 1024, volumes: 7 });
  });

  it('needs more for a rolling update: surge and migrations, and the Jobs of shared tenants', () => {
    expect(found.total.rollout.pods).toBe(3 + (3 + 2) + 3 + 3);
    expect(found.total.rollout.requests.cpuMillicores).toBe(750 + (1750 + 2 * 50) + 1750 + 3250);
  });

  it('includes what one more tenant needs', () => {
    expect(found.oneMore.map(({ tier, now, storageMiB }) => [tier, now.requests, storageMiB])).toEqual([
      ['free', { cpuMillicores: 0, memoryMiB: 0 }, 0],
      ['demo', { cpuMillicores: 0, memoryMiB: 0 }, 0],
      ['professional', { cpuMillicores: 4200, memoryMiB: 8704 }, 100 * 1024],
      ['enterprise', { cpuMillicores: 12_300, memoryMiB: 25_344 }, 600 * 1024],
    ]);
    // One more database for the pools of 10 API pods, and its Job.
    expect(found.oneMore[0]?.connections.opens).toBe(1001);
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});

describe('places of the free tier', () => {
  const places = (...records: string[]) =>
    capacity(records, `${PLATFORM}freeTier: {maxTenants: 3}\n`).freeTier;

  it('are taken by free and demo tenants that are not purged, served or not', () => {
    expect(places(ACME)).toEqual({ places: 3, taken: 0, left: 3 });
    expect(places(PETE, TRYOUT)).toEqual({ places: 3, taken: 2, left: 1 });
    expect(places(PETE, MOVING)).toMatchObject({ taken: 2 });
    expect(places(PETE, MOVING.replace('importing', 'confirmed'))).toMatchObject({ taken: 1 });
    expect(places(`${PETE}status: archived\npurgeAfter: 2026-12-31T00:00:00Z\n`)).toMatchObject({ taken: 1 });
    expect(places(`${PETE}status: purged\n`)).toMatchObject({ taken: 0, left: 3 });
  });
});

it('is summed by cluster and node pool', () => {
  const platform = `${PLATFORM}clusters: {in-cluster: {}, far: {}}\nnodePools: {professional: {nodeSelector: {pool: paid}}}\n`;
  const { clusters, nodePools } = capacity([ACME, `${BIGSHOP}cluster: far\n`], platform);
  expect(clusters.map(({ name, now, storageMiB }) => [name, now.pods, storageMiB / 1024])).toEqual([
    ['far', 9, 600],
    ['in-cluster', 16, 300],
  ]);
  // Volumes and connections are where the pods run that have them.
  expect(
    nodePools.map(({ cluster, nodePool, now, storageMiB, connections }) => [
      ...[cluster, nodePool, now.pods, storageMiB / 1024],
      ...[connections.opens, connections.accepts],
    ]),
  ).toEqual([
    ['far', 'any node', 9, 600, 301, 97],
    ['in-cluster', 'any node', 10, 200, 2202, 397],
    ['in-cluster', 'pool=paid', 6, 100, 201, 97],
  ]);
});

it('does not need a channel named stable', () => {
  const platform = PLATFORM.replace('stable: v1.0.0', 'other: v1.0.0');
  const part = '{channel: other}';
  expect(capacity([], `${platform}system: ${part}\nfreeTier: ${part}\n`).oneMore.length).toBe(4);
});

it('sums add up: parts, clusters and node pools to the whole; tenants, shared and system to the fleet', () => {
  fc.assert(
    fc.property(recordTexts, platformText, (records, platform) => {
      const fleet = fleetOf(fitting(records, platform), platform);
      const usage = renderedUsage(fleet);
      const { parts, clusters, nodePools, total } = capacityOf(fleet, usage);
      const { tenants, ...whole } = total;
      expect(totals(addUsages(usage.bundles.map((bundle) => bundle.usage)))).toEqual(whole);
      expect(addAllLoads(parts)).toEqual(addAllLoads([whole]));
      expect(addAllLoads(clusters)).toEqual(addAllLoads([whole]));
      expect(addAllLoads(nodePools)).toEqual(addAllLoads([whole]));
      for (const rows of [parts, clusters, nodePools]) {
        expect(rows.reduce((sum, { storageMiB }) => sum + storageMiB, 0)).toBe(whole.storageMiB);
        expect(rows.reduce((sum, { volumes }) => sum + volumes, 0)).toBe(whole.volumes);
        for (const side of ['opens', 'accepts'] as const)
          expect(rows.reduce((sum, { connections }) => sum + connections[side], 0)).toBe(
            whole.connections[side],
          );
      }
      expect(parts.reduce((sum, part) => sum + part.tenants, 0)).toBe(tenants);

      const cost = costOf(fleet, usage);
      const sum = (rows: readonly Amounts[]) => ({
        cost: rows.reduce((all, row) => all + Math.round(row.cost * 100), 0),
        revenue: rows.reduce((all, row) => all + Math.round(row.revenue * 100), 0),
        margin: rows.reduce((all, row) => all + Math.round(row.margin * 100), 0),
      });
      const undivided = cost.parts.filter(({ name }) => name === 'system' || name === 'shared');
      expect(sum([...cost.tenants, ...undivided])).toEqual(sum([cost.total]));
      expect(sum(cost.parts)).toEqual(sum([cost.total]));
    }),
    { numRuns: 25 },
  );
});
