import type { Platform } from '../platform/schema.ts';
import type { TenantPart } from '../platform/tenant.ts';
import type { Manifest } from './manifests.ts';
import { platformManifests } from './platform.ts';

/** The objects of one bundle, before they become text, and the cluster that runs them. */
export interface BundleObjects {
  readonly of: 'system' | 'free-tier' | 'tenant';
  /** The tenant's id, if the bundle is a tenant's. */
  readonly id?: string;
  readonly cluster: string;
  readonly objects: readonly Manifest[];
}

/**
 * Returns the bundles that do not belong to a tenant.
 *
 * @param generator - the program's own version
 */
export function platformObjects(platform: Platform, generator: string): BundleObjects[] {
  const { system, freeTier } = platformManifests(platform, generator);
  const cluster = platform.defaultCluster;
  return [
    { of: 'system', cluster, objects: system },
    { of: 'free-tier', cluster, objects: freeTier },
  ];
}

/** Returns the cluster that runs a tenant's part; parts of the shared instance run where the instance does. */
export function partCluster(part: TenantPart, platform: Platform): string {
  return part.kind === 'dedicated' ? part.cluster : platform.defaultCluster;
}
