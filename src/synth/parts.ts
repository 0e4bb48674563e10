import { SourceChart } from '../charts/free-tier/source-chart.ts';
import { SharedTenantChart } from '../charts/free-tier/tenant-chart.ts';
import { TenantChart } from '../charts/tenant/tenant-chart.ts';
import { resolve, resolveLeft } from '../platform/resolve.ts';
import type { Platform } from '../platform/schema.ts';
import type { ResolvedTenant, Source } from '../platform/tenant.ts';
import type { TenantRecord } from '../records/schema.ts';
import { type Manifest, manifestsOf } from './manifests.ts';

/** One side of a tenant: itself, or what a move leaves on the other side. */
export type TenantPart = ResolvedTenant | Source;

/** The sides of a tenant: two while it moves. In: a record that `parseFleet` found valid. */
export function tenantParts(record: TenantRecord, platform: Platform): TenantPart[] {
  const left = resolveLeft(record, platform);
  return [resolve(record, platform), ...(left === undefined ? [] : [left])];
}

/** The objects of one side of a tenant; none where only an index is left, or not even that. */
export function partManifests(part: TenantPart, platform: Platform): Manifest[] {
  switch (part.kind) {
    case 'dedicated':
      if (part.phase === 'gone' || part.phase === 'emptied') return [];
      return manifestsOf((app) => new TenantChart(app, { tenant: part, platform }));
    case 'shared':
      if (part.phase === 'gone') return [];
      return manifestsOf((app) => new SharedTenantChart(app, { tenant: part, platform }));
    case 'source':
      return manifestsOf((app) => new SourceChart(app, { source: part, platform }));
  }
}
