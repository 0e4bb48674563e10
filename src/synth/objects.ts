import type { Fleet } from '../platform/fleet.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';
import type { Manifest } from './manifests.ts';
import { partManifests, type TenantPart, tenantParts } from './parts.ts';
import { platformManifests } from './platform.ts';

/** The objects of one bundle, before they are text, and the cluster that they are for. */
export interface BundleObjects {
  readonly of: 'system' | 'free-tier' | 'tenant';
  /** The tenant's. */
  readonly id?: string;
  readonly cluster: string;
  readonly objects: readonly Manifest[];
}

/**
 * What a fleet renders to, as objects, bundle by bundle: the platform's, then each tenant's, of which one that moves has
 * two. In: the generator's own version.
 */
export function* renderedObjects({ platform, records }: Fleet, generator: string): Generator<BundleObjects> {
  yield* platformObjects(platform, generator);
  for (const record of records) yield* tenantObjects(record, platform);
}

export function platformObjects(platform: Platform, generator: string): BundleObjects[] {
  const { system, freeTier } = platformManifests(platform, generator);
  const cluster = platform.defaultCluster;
  return [
    { of: 'system', cluster, objects: system },
    { of: 'free-tier', cluster, objects: freeTier },
  ];
}

export function tenantObjects(record: TenantRecord, platform: Platform): BundleObjects[] {
  return tenantParts(record, platform).map((part) => ({
    of: 'tenant',
    id: record.id,
    cluster: partCluster(part, platform),
    objects: partManifests(part, platform),
  }));
}

/** A tenant's part of the shared instance is where that is. */
export function partCluster(part: TenantPart, platform: Platform): string {
  return part.kind === 'dedicated' ? part.cluster : platform.defaultCluster;
}
