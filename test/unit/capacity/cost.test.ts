import { describe, expect, it } from 'vitest';
import { type CostOptions, costOf } from '../../../src/capacity/cost.ts';
import { parseSelection } from '../../../src/platform/selection.ts';
import { renderedUsage } from '../../fixtures/capacity.ts';
import { ACME, BIGSHOP, fleetOf, MOVING, PETE, PLATFORM, TRYOUT } from '../../fixtures/fleet.ts';

function cost(
  records: readonly string[],
  { platform = PLATFORM, ...options }: CostOptions & { platform?: string } = {},
) {
  const fleet = fleetOf(records, platform);
  return costOf(fleet, renderedUsage(fleet), options);
}

function tenantOf(record: string, platform = PLATFORM) {
  const [tenant] = cost([record], { platform }).tenants;
  return [tenant?.cost, tenant?.revenue, tenant?.margin];
}

/** Reckoned by hand at 16 a vCPU, 2 a GiB of memory, 0.10 a GiB of storage. */
describe('cost and revenue of a tenant', () => {
  it.each([
    ['professional: 4.2 vCPU, 8.5 GiB, 100 GiB; 4 mechanics', ACME, [94.2, 80, -14.2]],
    ['enterprise: 12.3 vCPU, 24.75 GiB, 600 GiB; 26 mechanics', BIGSHOP, [306.3, 390, 83.7]],
    ['suspended: its volumes', `${ACME}status: suspended\nsuspendedBy: billing\n`, [10, 0, -10]],
    ['free, alone: the whole shared instance, 3 vCPU and 6 GiB', PETE, [60, 0, -60]],
    ['on the move: as where it goes', MOVING, [94.2, 60, -34.2]],
    [
      'back from a move: its share, and the volumes it leaves',
      `${PETE}importFrom: {database: mechanicbuddy-pete}\nmigration: {from: free, to: professional, step: detached}\n`,
      [70, 0, -70],
    ],
  ])('%s', (_, record, amounts) => {
    expect(tenantOf(record)).toEqual(amounts);
  });
});

describe('the shared instance', () => {
  it('is divided among free and demo tenants to the cent', () => {
    const third = PETE.replaceAll('pete', 'third');
    const dear = `${PLATFORM}prices: {regions: {default: {cpu: 13.34}}}\n`;
    // 3 × 13.34 + 6 × 2 = 52.02; and 52.03 where memory costs a little more.
    expect(cost([PETE, third, TRYOUT], { platform: dear }).tenants.map((tenant) => tenant.cost)).toEqual([
      17.34, 17.34, 17.34,
    ]);
    const uneven = dear.replace('cpu: 13.34', 'cpu: 13.34, memory: 2.0017');
    const { tenants, parts } = cost([PETE, third, TRYOUT], { platform: uneven });
    expect(tenants.map((tenant) => tenant.cost)).toEqual([17.35, 17.34, 17.34]);
    expect(parts.map(({ name, cost: costs }) => [name, costs]).slice(0, 2)).toEqual([
      ['free', 34.69],
      ['demo', 17.34],
    ]);
  });

  it('is a separate part while it has no tenants', () => {
    expect(cost([ACME]).parts.map(({ name }) => name)).toContain('shared');
    expect(cost([ACME]).parts.find(({ name }) => name === 'shared')).toEqual({
      name: 'shared',
      tenants: 0,
      cost: 60,
      revenue: 0,
      margin: -60,
    });
    expect(cost([ACME, PETE]).parts.map(({ name }) => name)).not.toContain('shared');
  });

  it('is not divided among purged tenants', () => {
    const { tenants } = cost([PETE, `${TRYOUT}status: purged\n`]);
    expect(tenants.map(({ id, cost: costs }) => [id, costs])).toEqual([['pete', 60]]);
  });
});

describe('prices', () => {
  const far = `${ACME}cluster: far\n`;
  const platform = `${PLATFORM}clusters: {in-cluster: {}, far: {region: eu}}\nprices: {currency: EUR, regions: {default: {memory: 3}, eu: {cpu: 20}}}\n`;

  it('are those of the cluster’s region, or the default ones where it sets none', () => {
    // 4.2 × 20 + 8.5 × 3 + 100 × 0.1
    expect(tenantOf(far, platform)[0]).toBe(119.5);
    expect(tenantOf(ACME, platform)[0]).toBe(102.7);
  });

  it('are in one currency', () => {
    expect(cost([ACME], { platform }).currency).toBe('EUR');
    expect(cost([ACME]).currency).toBe('USD');
  });
});

describe('the lowest margins', () => {
  const records = [ACME, BIGSHOP, PETE, TRYOUT];

  it('come first, equal ones by id', () => {
    expect(cost(records).worst.map(({ id, margin }) => [id, margin])).toEqual([
      ['pete', -30],
      ['tryout', -30],
      ['acme', -14.2],
      ['bigshop', 83.7],
    ]);
  });

  it('are as many as requested, by default ten', () => {
    expect(cost(records, { worst: 1 }).worst.map(({ id }) => id)).toEqual(['pete']);
    const many = Array.from({ length: 12 }, (_, i) => PETE.replaceAll('pete', `pete-${i}`));
    expect(cost(many).worst.length).toBe(10);
  });
});

it('of a selection: only its tenants, each with an unchanged share', () => {
  const selection = parseSelection('tier=free');
  if (selection.kind === 'fault') throw new Error(selection.message);
  const { matches } = selection;
  const found = cost([ACME, PETE, TRYOUT], { matches });
  expect(found.tenants.map(({ id, cost: costs }) => [id, costs])).toEqual([['pete', 30]]);
  expect(found.total).toEqual({ tenants: 1, cost: 30, revenue: 0, margin: -30 });
  expect(found.parts.map(({ name }) => name)).toEqual(['free', 'demo', 'professional', 'enterprise']);
});

it('has the shape that programs read', () => {
  expect(cost([ACME, PETE], { worst: 0 })).toEqual({
    currency: 'USD',
    parts: [
      { name: 'free', tenants: 1, cost: 60, revenue: 0, margin: -60 },
      { name: 'demo', tenants: 0, cost: 0, revenue: 0, margin: 0 },
      { name: 'professional', tenants: 1, cost: 94.2, revenue: 80, margin: -14.2 },
      { name: 'enterprise', tenants: 0, cost: 0, revenue: 0, margin: 0 },
      // 3.2 vCPU, 6.5 GiB, 200 GiB.
      { name: 'system', tenants: 0, cost: 84.2, revenue: 0, margin: -84.2 },
    ],
    total: { tenants: 2, cost: 238.4, revenue: 80, margin: -158.4 },
    tenants: [
      {
        id: 'acme',
        tier: 'professional',
        status: 'active',
        mechanics: 4,
        cost: 94.2,
        revenue: 80,
        margin: -14.2,
      },
      { id: 'pete', tier: 'free', status: 'active', mechanics: 1, cost: 60, revenue: 0, margin: -60 },
    ],
    worst: [],
  });
});
