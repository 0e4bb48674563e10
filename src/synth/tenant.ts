import { FREE_TIER_NAMESPACE } from '../charts/free-tier/names.ts';
import type { FileSet } from '../files/file-set.ts';
import type { Platform } from '../platform/schema.ts';
import type { DedicatedTenant } from '../platform/tenant.ts';
import { recordFile } from '../records/parse.ts';
import type { TenantRecord } from '../records/schema.ts';
import { alikeText } from './alike.ts';
import { headLine, manifestText } from './manifests.ts';
import { partManifests, type TenantPart, tenantParts } from './parts.ts';
import { INDEX, MANIFESTS, sharedTenantFolder, tenantFolder } from './paths.ts';

/** The files of one tenant; none for one that is gone. In: a record that `parseFleet` found valid. */
export function renderTenant(record: TenantRecord, platform: Platform): FileSet {
  const alike = alikeText(record, platform);
  return new Map(tenantParts(record, platform).flatMap((part) => [...partFiles(part, platform, alike)]));
}

/** The sides of a tenant lie in different files. In: what is known of the dedicated side's manifests. */
function partFiles(part: TenantPart, platform: Platform, alike: string | undefined): FileSet {
  if (part.kind === 'dedicated') return dedicatedFiles(part, platform, alike);
  const manifests = partManifests(part, platform);
  if (manifests.length === 0) return new Map();
  const index = { id: part.id, namespace: FREE_TIER_NAMESPACE, cluster: platform.defaultCluster };
  return appFiles(sharedTenantFolder(part.id), index, manifestText(recordFile(part.id), manifests));
}

function dedicatedFiles(tenant: DedicatedTenant, platform: Platform, alike: string | undefined): FileSet {
  if (tenant.phase === 'gone') return new Map();
  const { id, namespace, cluster } = tenant;
  const source = recordFile(id);
  const text =
    alike === undefined ? manifestText(source, partManifests(tenant, platform)) : headLine(source) + alike;
  return appFiles(tenantFolder(id), { id, namespace, cluster }, text);
}

/** What an Application of Argo CD is made of: the index that its ApplicationSet finds, and what it applies. */
function appFiles(
  folder: string,
  index: { readonly id: string; readonly namespace: string; readonly cluster: string },
  manifests: string,
): FileSet {
  return new Map([
    [`${folder}/${INDEX}`, `${JSON.stringify(index, null, 2)}\n`],
    [`${folder}/${MANIFESTS}`, manifests],
  ]);
}
