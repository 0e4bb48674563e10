import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usageOfTenant } from '../../../src/capacity/bundle-usage.ts';
import { capacityOf } from '../../../src/capacity/capacity.ts';
import { costOf } from '../../../src/capacity/cost.ts';
import { fleetCapacity, fleetCost } from '../../../src/capacity/fleet-capacity.ts';
import { renderedUsage } from '../../fixtures/capacity.ts';
import { ACME, BIGSHOP, fleetOf, PETE, PLATFORM } from '../../fixtures/fleet.ts';
import { EVERY_RECORD, fitting, platformText, recordTexts } from '../../fixtures/fleet-arbitrary.ts';

describe('reckons what rendering every tenant gives', () => {
  const compare = (records: readonly string[], platform: string) => {
    const fleet = fleetOf(records, platform);
    const usage = renderedUsage(fleet);
    expect(fleetCapacity(fleet)).toEqual(capacityOf(fleet, usage));
    expect(fleetCost(fleet)).toEqual(costOf(fleet, usage));
  };

  it('of a tenant of every kind and in every stage, beside each other', () => {
    compare(EVERY_RECORD, `${PLATFORM}clusters: {in-cluster: {}, far: {}}\n`);
  });

  it('of any fleet', () => {
    fc.assert(
      fc.property(recordTexts, platformText, (records, platform) =>
        compare(fitting(records, platform), platform),
      ),
      { numRuns: 25 },
    );
  });
});

it('renders tenants of one size once', () => {
  const { platform, records } = fleetOf([ACME, ACME.replaceAll('acme', 'other').replace('ACME', 'Other')]);
  const [acme, other] = records.map((record) => usageOfTenant(record, platform));
  expect(other?.[0]?.usage).toBe(acme?.[0]?.usage);
  expect(other?.[0]?.id).toBe('other');
});

it('tells sizes apart: domains, storage, isolation, and another platform', () => {
  const sized = (record: string, platform = PLATFORM) => {
    const fleet = fleetOf([record], platform);
    return fleetCapacity(fleet).total;
  };
  expect(sized(BIGSHOP).atTimes).not.toEqual(sized(BIGSHOP.replace(/^domains.*\n/m, '')).atTimes);
  expect(sized(ACME).storageMiB).toBeLessThan(sized(`${ACME}storage: 80Gi\n`).storageMiB);
  expect(sized(ACME).now).not.toEqual(sized(ACME, `${PLATFORM}features: {backups: false}\n`).now);
  // A tenant with a schema of the common database brings no pool of its own, only its Job.
  const schema = fleetOf([PETE], `${PLATFORM}freeTier: {isolation: schema}\n`);
  expect(fleetCapacity(fleetOf([PETE])).oneMore[0]?.connections.opens).toBe(1001);
  expect(fleetCapacity(schema).oneMore[0]?.connections.opens).toBe(1);
});

it('costs of a selection', () => {
  const { total } = fleetCost(fleetOf([ACME, PETE]), { matches: ({ id }) => id === 'acme' });
  expect(total).toEqual({ tenants: 1, cost: 94.2, revenue: 80, margin: -14.2 });
});
