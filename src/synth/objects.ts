import type { Platform } from '../platform/schema.ts';
import type { TenantPart } from '../platform/tenant.ts';
import type { Manifest } from './manifests.ts';
import { platformManifests } from './platform.ts';

/** The objects of one bundle, before they are text, and the cluster that they are for. */
export interface BundleObjects {
  readonly of: 'system' | 'free-tier' | 'tenant';
  /** The tenant's. */
  readonly id?: string;
  readonly cluster: string;
  readonly objects: readonly Manifest[];
}

/** The objects that belong to no tenant, bundle by bundle. In: the generator's own version. */
export function platformObjects(platform: Platform, generator: string): BundleObjects[] {
  const { system, freeTier } = platformManifests(platform, generator);
  const cluster = platform.defaultCluster;
  return [
    { of: 'system', cluster, objects: system },
    { of: 'free-tier', cluster, objects: freeTier },
  ];
}

/** A tenant's part of the shared instance is where that is. */
export function partCluster(part: TenantPart, platform: Platform): string {
  return part.kind === 'dedicated' ? part.cluster : platform.defaultCluster;
}
