import { SourceChart } from '../charts/free-tier/source-chart.ts';
import { SharedTenantChart } from '../charts/free-tier/tenant-chart.ts';
import { TenantChart } from '../charts/tenant/tenant-chart.ts';
import type { FileSet } from '../files/file-set.ts';
import { resolve, resolveLeft } from '../platform/resolve.ts';
import type { Platform } from '../platform/schema.ts';
import type { DedicatedTenant, SharedTenant, Source } from '../platform/tenant.ts';
import { recordFile } from '../records/parse.ts';
import type { TenantRecord } from '../records/schema.ts';
import { manifestsOf, manifestText } from './manifests.ts';
import { INDEX, MANIFESTS, sharedTenantFile, tenantFolder } from './paths.ts';

/** The files of one tenant; none for one that is gone. In: a record that `parseFleet` found valid. */
export function renderTenant(record: TenantRecord, platform: Platform): FileSet {
  const tenant = resolve(record, platform);
  const left = resolveLeft(record, platform);
  return new Map([
    ...renderPart(tenant, platform),
    ...(left === undefined ? [] : renderPart(left, platform)),
  ]);
}

/** The tenant itself, and what a move leaves beside it, lie in different files. */
function renderPart(part: DedicatedTenant | SharedTenant | Source, platform: Platform): FileSet {
  switch (part.kind) {
    case 'dedicated':
      return renderDedicated(part, platform);
    case 'shared':
      return renderShared(part, platform);
    case 'source': {
      const manifests = manifestsOf((app) => new SourceChart(app, { source: part, platform }));
      return new Map([[sharedTenantFile(part.id), manifestText(recordFile(part.id), manifests)]]);
    }
  }
}

function renderDedicated(tenant: DedicatedTenant, platform: Platform): FileSet {
  const { id, phase, namespace, cluster } = tenant;
  if (phase === 'gone') return new Map();
  const folder = tenantFolder(id);
  const manifests =
    phase === 'emptied' ? [] : manifestsOf((app) => new TenantChart(app, { tenant, platform }));
  return new Map([
    [`${folder}/${INDEX}`, `${JSON.stringify({ id, namespace, cluster }, null, 2)}\n`],
    [`${folder}/${MANIFESTS}`, manifestText(recordFile(id), manifests)],
  ]);
}

function renderShared(tenant: SharedTenant, platform: Platform): FileSet {
  if (tenant.phase === 'gone') return new Map();
  const manifests = manifestsOf((app) => new SharedTenantChart(app, { tenant, platform }));
  if (manifests.length === 0) return new Map();
  return new Map([[sharedTenantFile(tenant.id), manifestText(recordFile(tenant.id), manifests)]]);
}
