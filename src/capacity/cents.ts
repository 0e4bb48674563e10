import type { Fleet } from '../platform/fleet.ts';
import { sharesInstance } from '../platform/places.ts';
import { unitPrices } from '../platform/prices.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';
import type { BundleUsage, FleetUsage } from './fleet-usage.ts';
import { dividedCents, monthlyCents } from './money.ts';
import { monthlyRevenue } from './revenue.ts';

/** What a tenant costs and pays in a month, in cents. */
export interface CountedTenant {
  readonly record: TenantRecord;
  readonly cost: number;
  readonly revenue: number;
}

/** A monthly cost in cents that is not divided among tenants. */
interface UndividedCost {
  readonly name: 'system' | 'shared';
  readonly cost: number;
}

/** Counts each tenant that is not purged: its own bundles, and an equal share of the shared instance if it uses it. */
export function countTenants({ platform, records }: Fleet, { bundles }: FleetUsage): CountedTenant[] {
  const own = new Map<string, number>();
  for (const { id, ...bundle } of bundles)
    if (id !== undefined) own.set(id, (own.get(id) ?? 0) + bundleCents(bundle, platform));
  const sharing = records.filter(sharesInstance);
  const shares = dividedCents(partCents('free-tier', bundles, platform), sharing.length);
  const share = new Map(sharing.map(({ id }, i) => [id, shares[i] ?? 0]));
  return records
    .filter(({ status }) => status !== 'purged')
    .map((record) => ({
      record,
      cost: (own.get(record.id) ?? 0) + (share.get(record.id) ?? 0),
      revenue: monthlyRevenue(record, platform),
    }));
}

/** Returns the cost of the system, and of the shared instance while no tenant uses it. */
export function undividedCosts({ platform, records }: Fleet, { bundles }: FleetUsage): UndividedCost[] {
  const system: UndividedCost = { name: 'system', cost: partCents('system', bundles, platform) };
  if (records.some(sharesInstance)) return [system];
  return [{ name: 'shared', cost: partCents('free-tier', bundles, platform) }, system];
}

function partCents(of: BundleUsage['of'], bundles: readonly BundleUsage[], platform: Platform): number {
  return bundles
    .filter((bundle) => bundle.of === of)
    .reduce((all, bundle) => all + bundleCents(bundle, platform), 0);
}

function bundleCents({ usage, cluster }: Pick<BundleUsage, 'usage' | 'cluster'>, platform: Platform): number {
  return monthlyCents(usage, unitPrices(platform, cluster));
}
