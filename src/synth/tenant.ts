import { FREE_TIER_NAMESPACE } from '../charts/free-tier/names.ts';
import type { FileSet } from '../files/file-set.ts';
import type { Platform } from '../platform/schema.ts';
import { tenantNamespace } from '../records/names.ts';
import { recordFile } from '../records/parse.ts';
import type { TenantRecord } from '../records/schema.ts';
import { headLine } from './manifests.ts';
import { partCluster } from './objects.ts';
import { INDEX, MANIFESTS, sharedTenantFolder, tenantFolder } from './paths.ts';
import { type Shape, shapesOf, shapeText } from './shapes.ts';

/**
 * Renders the files of one tenant; none if nothing of it is left. The two sides of a tenant that moves are in different
 * folders.
 *
 * @param record - a record from a valid fleet
 */
export function renderTenant(record: TenantRecord, platform: Platform): FileSet {
  return new Map(shapesOf(record, platform).flatMap((shape) => partFiles(shape, record)));
}

type File = readonly [path: string, text: string];

/** The files of an Argo CD Application: the index by which its ApplicationSet finds it, and the manifests. */
function partFiles(shape: Shape, record: TenantRecord): File[] {
  const { part, platform } = shape;
  const { id } = record;
  if (part.phase === 'gone') return [];
  const manifests = shapeText(shape, record);
  const isDedicated = part.kind === 'dedicated';
  // A dedicated tenant keeps its index after everything else is removed, so that Argo CD prunes.
  if (manifests === '' && !isDedicated) return [];
  const folder = isDedicated ? tenantFolder(id) : sharedTenantFolder(id);
  const namespace = isDedicated ? tenantNamespace(id) : FREE_TIER_NAMESPACE;
  const index = { id, namespace, cluster: partCluster(part, platform) };
  return [
    [`${folder}/${INDEX}`, `${JSON.stringify(index, null, 2)}\n`],
    [`${folder}/${MANIFESTS}`, headLine(recordFile(id)) + manifests],
  ];
}
