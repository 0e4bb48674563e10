import { SourceChart } from '../charts/free-tier/source-chart.ts';
import { SharedTenantChart } from '../charts/free-tier/tenant-chart.ts';
import { TenantChart } from '../charts/tenant/tenant-chart.ts';
import type { Platform } from '../platform/schema.ts';
import type { Placeholder, TenantPart } from '../platform/tenant.ts';
import { type Manifest, manifestsOf } from './manifests.ts';

/**
 * Returns the objects of one side of a tenant; none if only its index is left, or nothing. The charts get placeholders
 * instead of the tenant's words, so that no decision can depend on them (docs/decisions/shapes.md).
 */
export function partManifests(part: TenantPart<Placeholder>, platform: Platform): Manifest[] {
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
