import { newTenantRecord } from '../platform/new-tenant.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord, Tier } from '../records/schema.ts';
import { addUsages, openingShared, type Usage } from './sums.ts';

/** What one bundle takes, and the cluster that runs it. A tenant that moves has a bundle on either side. */
export interface BundleUsage {
  readonly of: 'system' | 'free-tier' | 'tenant';
  /** The tenant’s. */
  readonly id?: string;
  readonly cluster: string;
  readonly usage: Usage;
}

/** What a fleet takes, bundle by bundle, and what one more tenant of each tier would. */
export interface FleetUsage {
  readonly bundles: readonly BundleUsage[];
  readonly oneMore: { readonly [tier in Tier]: Usage };
}

/**
 * A fleet’s usage from its bundles’. The programs of the shared instance keep a pool of connections for each database
 * that they serve: only the whole fleet says how many those are.
 */
export function fleetUsageOf(
  bundles: readonly BundleUsage[],
  exampleUsage: (record: TenantRecord) => Usage,
  platform: Platform,
): FleetUsage {
  const { databases, sharedPools } = addUsages(bundles.map(({ usage }) => usage));
  // One more database there is one more for the programs of the shared instance, wherever these run.
  const oneMore = (tier: Tier): Usage => {
    const usage = exampleUsage(exampleRecord(tier, platform));
    const { opens, accepts } = usage.connections;
    return { ...usage, connections: { opens: opens + usage.databases * sharedPools, accepts } };
  };
  return {
    bundles: bundles.map((bundle) => ({ ...bundle, usage: openingShared(bundle.usage, databases) })),
    oneMore: {
      free: oneMore('free'),
      demo: oneMore('demo'),
      professional: oneMore('professional'),
      enterprise: oneMore('enterprise'),
    },
  };
}

/** A tenant as small as can be, of a tier. No size depends on a release, so the first will do. */
function exampleRecord(tier: Tier, platform: Platform): TenantRecord {
  const [version] = Object.keys(platform.releases);
  const asked = { id: 'example', name: 'Example', ownerEmail: 'owner@example.com', tier };
  const pinned = version === undefined ? asked : { ...asked, version };
  return newTenantRecord(pinned, platform, new Date(0));
}
