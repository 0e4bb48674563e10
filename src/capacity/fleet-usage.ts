import { newTenantRecord } from '../platform/new-tenant.ts';
import type { Platform } from '../platform/schema.ts';
import { allTiers } from '../platform/tiers.ts';
import { defined } from '../records/defined.ts';
import type { TenantRecord } from '../records/schema.ts';
import { addUsages, openingShared, type Usage } from './sums.ts';

/** What one bundle needs, and the cluster that runs it. A tenant that moves has two bundles. */
export interface BundleUsage {
  readonly of: 'system' | 'free-tier' | 'tenant';
  /** The tenant's id, if the bundle is a tenant's. */
  readonly id?: string;
  readonly cluster: string;
  readonly usage: Usage;
}

/** What each bundle of a fleet needs, and what one more tenant of each tier would need. */
export interface FleetUsage {
  readonly bundles: readonly BundleUsage[];
  readonly oneMore: ReadonlyMap<string, Usage>;
}

/**
 * Returns a fleet's usage. The programs of the shared instance keep a pool of connections for each database that they
 * serve, and only the whole fleet shows how many databases there are.
 *
 * @param bundles - all bundles of the fleet
 * @param exampleUsage - returns what a tenant with the given record would need
 */
export function fleetUsageOf(
  bundles: readonly BundleUsage[],
  exampleUsage: (record: TenantRecord) => Usage,
  platform: Platform,
): FleetUsage {
  const { databases, sharedPools } = addUsages(bundles.map(({ usage }) => usage));
  // Each further database adds a pool to the programs of the shared instance, which run in another bundle.
  const oneMore = (tier: string): Usage => {
    const usage = exampleUsage(exampleRecord(tier, platform));
    const { opens, accepts } = usage.connections;
    return { ...usage, connections: { opens: opens + usage.databases * sharedPools, accepts } };
  };
  return {
    bundles: bundles.map((bundle) => ({ ...bundle, usage: openingShared(bundle.usage, databases) })),
    oneMore: new Map(allTiers(platform).map((tier) => [tier, oneMore(tier)])),
  };
}

/** The smallest tenant of a tier. No size depends on the release, so any will do. */
function exampleRecord(tier: string, platform: Platform): TenantRecord {
  const [version] = Object.keys(platform.releases);
  const example = { id: 'example', name: 'Example', ownerEmail: 'owner@example.com', tier };
  return newTenantRecord({ ...example, ...defined({ version }) }, platform, new Date(0));
}
