import type { FleetCost as Costs } from '../capacity/cost.ts';
import { fleetCapacity, fleetCost } from '../capacity/fleet-capacity.ts';
import type { FleetCapacity, FleetCost, FleetTenant } from '../http/fleet-document.ts';
import { resolve } from '../platform/resolve.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';

/** What the fleet takes and brings, as the page shows it. */
export interface FleetFigures {
  readonly capacity?: FleetCapacity;
  readonly cost?: FleetCost;
  /** By tenant. */
  readonly monthly?: ReadonlyMap<string, NonNullable<FleetTenant['monthly']>>;
}

/** Of nothing but what is in Git: it is reckoned once for each commit. */
export type FigureFleet = (platform: Platform, records: readonly TenantRecord[]) => FleetFigures;

/** Capacity and cost for the page. A record that does not fit the platform is not counted. */
export const fleetFigures: FigureFleet = (platform, records) => {
  const fleet = { platform, records: records.filter((record) => isRenderable(record, platform)) };
  const cost = fleetCost(fleet);
  const parts = fleetCapacity(fleet).parts.map(({ name, now, storageMiB }) => ({
    name: name === 'shared' ? FREE_TIER : name,
    cpuMillicores: now.requests.cpuMillicores,
    memoryMiB: now.requests.memoryMiB,
    storageGiB: storageMiB / 1024,
  }));
  return {
    capacity: { parts },
    cost: { currency: cost.currency, ...amountsOf(cost.total), parts: costParts(cost) },
    monthly: new Map(cost.tenants.map((tenant) => [tenant.id, amountsOf(tenant)])),
  };
};

const FREE_TIER = 'free tier';

function isRenderable(record: TenantRecord, platform: Platform): boolean {
  try {
    resolve(record, platform);
    return true;
  } catch {
    return false;
  }
}

/** Free and demo tenants share one instance: one part, whoever bears it. */
function costParts({ parts }: Costs): FleetCost['parts'] {
  const isShared = (name: string) => name === 'free' || name === 'demo' || name === 'shared';
  const shared = parts.filter(({ name }) => isShared(name));
  const sum = (of: 'cost' | 'revenue') =>
    Math.round(shared.reduce((all, part) => all + part[of] * 100, 0)) / 100;
  const others = parts.filter(({ name }) => !isShared(name));
  return [
    { name: FREE_TIER, cost: sum('cost'), revenue: sum('revenue') },
    ...others.map(({ name, ...amounts }) => ({ name, ...amountsOf(amounts) })),
  ];
}

function amountsOf({ cost, revenue }: { readonly cost: number; readonly revenue: number }) {
  return { cost, revenue };
}
