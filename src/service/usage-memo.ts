import type { BundleUsage } from '../capacity/fleet-usage.ts';
import type { Usage } from '../capacity/sums.ts';
import { usageOf } from '../capacity/usage.ts';
import type { Platform } from '../platform/schema.ts';
import type { DataPlace } from '../platform/tenant.ts';
import type { TenantRecord } from '../records/schema.ts';
import { partCluster, platformObjects } from '../synth/objects.ts';
import { partManifests, type TenantPart, tenantParts } from '../synth/parts.ts';

/** What is known of one platform: a changed file is another object, and forgets all of it. */
interface Known {
  readonly platform?: readonly BundleUsage[];
  readonly tenants: Map<string, Usage>;
}

const known = new WeakMap<Platform, Known>();

/**
 * What a tenant takes, a bundle for each side of it. Tenants that differ by who they are only take the same, so one of
 * them is rendered: a thousand cost as much as the few sizes there are.
 */
export function usageOfTenant(record: TenantRecord, platform: Platform): BundleUsage[] {
  const { tenants } = knownOf(platform);
  return tenantParts(record, platform).map((part) => {
    const key = sizeOf(part);
    const usage = tenants.get(key) ?? usageOf(partManifests(part, platform), platform.edge.solver.resources);
    tenants.set(key, usage);
    return { of: 'tenant', id: record.id, cluster: partCluster(part, platform), usage };
  });
}

/** What belongs to no tenant. */
export function usageOfPlatform(platform: Platform): readonly BundleUsage[] {
  const present = knownOf(platform);
  const usage = present.platform ?? platformUsage(platform);
  known.set(platform, { ...present, platform: usage });
  return usage;
}

function platformUsage(platform: Platform): BundleUsage[] {
  const { resources } = platform.edge.solver;
  // The generator's version is an image's tag, which has no size.
  return platformObjects(platform, 'any').map(({ of, cluster, objects }) => ({
    of,
    cluster,
    usage: usageOf(objects, resources),
  }));
}

function knownOf(platform: Platform): Known {
  const found = known.get(platform) ?? { tenants: new Map() };
  known.set(platform, found);
  return found;
}

/** Fields of a resolved tenant that say who it is, and nothing of its size. */
const IDENTITY = new Set([
  'id',
  'name',
  'ownerEmail',
  'host',
  'namespace',
  'cluster',
  'status',
  'version',
  'serverName',
  'recoverFrom',
  'decisions',
]);

/** One text for all tenants that take the same: everything that was decided about them but who they are. */
function sizeOf(part: TenantPart): string {
  const fields = Object.entries(part).filter(([key]) => !IDENTITY.has(key));
  return JSON.stringify(fields.map(([key, value]) => [key, sizeOfField(key, value)]));
}

/** Of domains only the number counts, of a place of data only whether it is a schema. */
function sizeOfField(key: string, value: unknown): unknown {
  if (key === 'domains') return (value as readonly string[]).length;
  if (key !== 'data' && key !== 'importFrom') return value;
  const place = value as DataPlace | undefined;
  return place && (place.schema === undefined ? 'database' : 'schema');
}
