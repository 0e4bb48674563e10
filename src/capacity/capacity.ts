import type { Fleet } from '../platform/fleet.ts';
import { takesPlace } from '../platform/places.ts';
import type { Platform } from '../platform/schema.ts';
import type { Selection } from '../platform/selection.ts';
import { allTiers, dedicatedTiers } from '../platform/tiers.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import type { Connections } from './connections.ts';
import type { BundleUsage, FleetUsage } from './fleet-usage.ts';
import { addAllLoads, addUsages, type Loads, type Usage } from './sums.ts';

/** Sums: the load of pods at different moments (millicores, MiB), the databases' volumes (MiB), database connections. */
export interface Totals extends Loads {
  readonly storageMiB: number;
  readonly volumes: number;
  readonly connections: Connections;
}

/** The capacity that a fleet needs: plain JSON, with units in the names of keys. */
export interface FleetCapacity {
  /** By tier, without purged tenants. */
  readonly tenants: Readonly<Record<string, number>>;
  readonly freeTier: { readonly places: number; readonly taken: number; readonly left: number };
  /** `system`; `shared`, the instance of all free and demo tenants with their Jobs; each dedicated tier. */
  readonly parts: readonly (Totals & { readonly name: string; readonly tenants: number })[];
  readonly clusters: readonly (Totals & { readonly name: string })[];
  readonly nodePools: readonly (Totals & { readonly cluster: string; readonly nodePool: string })[];
  readonly total: Totals & { readonly tenants: number };
  /** What one more tenant needs, of the smallest size that its tier allows. */
  readonly oneMore: readonly (Totals & { readonly tier: string })[];
}

/**
 * Adds up what a fleet needs.
 *
 * @param usage - the usage of all bundles of this fleet
 * @param matches - counts only the selected tenants' own bundles; places and “one more tenant” always describe the whole
 * fleet
 */
export function capacityOf(
  { platform, records }: Fleet,
  { bundles: all, oneMore }: FleetUsage,
  matches?: Selection,
): FleetCapacity {
  const isSelected = (record: TenantRecord) => matches === undefined || matches(record, platform);
  const counted = records.filter((record) => record.status !== 'purged' && isSelected(record));
  const ids = new Set(counted.map(({ id }) => id));
  const bundles = matches === undefined ? all : all.filter(({ id }) => id !== undefined && ids.has(id));
  const tiers = new Map(records.map(({ id, tier }) => [id, tier]));
  const places = platform.freeTier.maxTenants;
  const taken = records.filter(takesPlace).length;
  return {
    tenants: countTiers(counted, platform),
    freeTier: { places, taken, left: Math.max(0, places - taken) },
    parts: ['system', 'shared', ...dedicatedTiers(platform)].map((name) => ({
      name,
      tenants: counted.filter(({ tier }) => partOfTier(tier) === name).length,
      ...totalsOf(bundles.filter((bundle) => partOf(bundle, tiers) === name)),
    })),
    clusters: names(bundles).map((name) => ({
      name,
      ...totalsOf(bundles.filter(({ cluster }) => cluster === name)),
    })),
    nodePools: names(bundles).flatMap((cluster) => nodePoolsOf(cluster, bundles)),
    total: { tenants: counted.length, ...totalsOf(bundles) },
    oneMore: [...oneMore].map(([tier, usage]) => ({ tier, ...totals(usage) })),
  };
}

function countTiers(records: readonly TenantRecord[], platform: Platform): FleetCapacity['tenants'] {
  const count = (wanted: string) => records.filter(({ tier }) => tier === wanted).length;
  return Object.fromEntries(allTiers(platform).map((tier) => [tier, count(tier)]));
}

function partOfTier(tier: string): string {
  return isShared(tier) ? 'shared' : tier;
}

/** Both sides of a tenant that moves count for the tier in its record. */
function partOf({ of, id }: BundleUsage, tiers: ReadonlyMap<string, string>): string {
  switch (of) {
    case 'system':
      return 'system';
    case 'free-tier':
      return 'shared';
    case 'tenant':
      return partOfTier(tiers.get(id ?? '') ?? 'free');
  }
}

function names(bundles: readonly BundleUsage[]): string[] {
  return [...new Set(bundles.map(({ cluster }) => cluster))].sort();
}

function nodePoolsOf(cluster: string, bundles: readonly BundleUsage[]): FleetCapacity['nodePools'] {
  const { pools } = addUsages(bundles.flatMap((bundle) => (bundle.cluster === cluster ? bundle.usage : [])));
  return Object.entries(pools)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([nodePool, { sharedPools: _, ...pool }]) => ({ cluster, nodePool, ...pool }));
}

function totalsOf(bundles: readonly BundleUsage[]): Totals {
  return totals(addUsages(bundles.map(({ usage }) => usage)));
}

/** Adds up a usage over its node pools. */
export function totals({ pools, storageMiB, volumes, connections }: Usage): Totals {
  return { ...addAllLoads(Object.values(pools)), storageMiB, volumes, connections };
}
