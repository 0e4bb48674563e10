import type { FileSet } from '../files/file-set.ts';
import type { Platform } from '../platform/schema.ts';
import type { DedicatedTenant } from '../platform/tenant.ts';
import { recordFile } from '../records/parse.ts';
import type { TenantRecord } from '../records/schema.ts';
import { alikeText } from './alike.ts';
import { headLine, manifestText } from './manifests.ts';
import { partManifests, type TenantPart, tenantParts } from './parts.ts';
import { INDEX, MANIFESTS, sharedTenantFile, tenantFolder } from './paths.ts';

/** The files of one tenant; none for one that is gone. In: a record that `parseFleet` found valid. */
export function renderTenant(record: TenantRecord, platform: Platform): FileSet {
  const alike = alikeText(record, platform);
  return new Map(tenantParts(record, platform).flatMap((part) => [...partFiles(part, platform, alike)]));
}

/** The sides of a tenant lie in different files. In: what is known of the dedicated side's manifests. */
function partFiles(part: TenantPart, platform: Platform, alike: string | undefined): FileSet {
  if (part.kind === 'dedicated') return dedicatedFiles(part, platform, alike);
  const manifests = partManifests(part, platform);
  const text = manifestText(recordFile(part.id), manifests);
  return new Map(manifests.length === 0 ? [] : [[sharedTenantFile(part.id), text]]);
}

function dedicatedFiles(tenant: DedicatedTenant, platform: Platform, alike: string | undefined): FileSet {
  if (tenant.phase === 'gone') return new Map();
  const { id, namespace, cluster } = tenant;
  const folder = tenantFolder(id);
  const source = recordFile(id);
  return new Map([
    [`${folder}/${INDEX}`, `${JSON.stringify({ id, namespace, cluster }, null, 2)}\n`],
    [
      `${folder}/${MANIFESTS}`,
      alike === undefined ? manifestText(source, partManifests(tenant, platform)) : headLine(source) + alike,
    ],
  ]);
}
