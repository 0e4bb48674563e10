import type { Fleet } from '../platform/fleet.ts';
import type { TenantRecord } from '../records/schema.ts';
import { usageOfPlatform, usageOfTenant } from './bundle-usage.ts';
import { capacityOf, type FleetCapacity } from './capacity.ts';
import { type CostOptions, costOf, type FleetCost } from './cost.ts';
import { type FleetUsage, fleetUsageOf } from './fleet-usage.ts';
import { addUsages } from './sums.ts';

/**
 * What a fleet takes: per part, cluster and node pool, and for one more tenant. In: a valid fleet; with the same platform
 * object as before, only tenants of a new size are rendered. Out: plain JSON, in millicores and MiB.
 */
export function fleetCapacity(fleet: Fleet): FleetCapacity {
  return capacityOf(fleet, fleetUsage(fleet));
}

/** What a fleet costs and brings in a month. In and out as `fleetCapacity`; amounts in the currency it names. */
export function fleetCost(fleet: Fleet, options: CostOptions = {}): FleetCost {
  return costOf(fleet, fleetUsage(fleet), options);
}

/** What each bundle of a fleet takes. */
export function fleetUsage({ platform, records }: Fleet): FleetUsage {
  const tenants = records.flatMap((record) => usageOfTenant(record, platform));
  const example = (record: TenantRecord) =>
    addUsages(usageOfTenant(record, platform).map(({ usage }) => usage));
  return fleetUsageOf([...usageOfPlatform(platform), ...tenants], example, platform);
}
