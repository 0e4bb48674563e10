import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';
import { partCluster, platformObjects } from '../synth/objects.ts';
import { partManifests } from '../synth/parts.ts';
import { type Shape, shapesOf } from '../synth/shapes.ts';
import type { BundleUsage } from './fleet-usage.ts';
import type { Usage } from './sums.ts';
import { usageOf } from './usage.ts';

/** What is known of a platform: a changed file is another object, and forgets all of it. */
const platforms = new WeakMap<Platform, readonly BundleUsage[]>();
const shapes = new WeakMap<Shape, Usage>();

/** What a tenant takes, a bundle for each side of it: what its shapes take, and each shape is rendered once. */
export function usageOfTenant(record: TenantRecord, platform: Platform): BundleUsage[] {
  return shapesOf(record, platform).map((shape) => ({
    of: 'tenant',
    id: record.id,
    cluster: partCluster(shape.part, platform),
    usage: usageOfShape(shape),
  }));
}

function usageOfShape(shape: Shape): Usage {
  const { part, platform } = shape;
  const usage = shapes.get(shape) ?? usageOf(partManifests(part, platform), platform.edge.solver.resources);
  shapes.set(shape, usage);
  return usage;
}

/** What belongs to no tenant. */
export function usageOfPlatform(platform: Platform): readonly BundleUsage[] {
  const usage = platforms.get(platform) ?? platformUsage(platform);
  platforms.set(platform, usage);
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
