import { SourceChart } from '../charts/free-tier/source-chart.ts';
import { SharedTenantChart } from '../charts/free-tier/tenant-chart.ts';
import { TenantChart } from '../charts/tenant/tenant-chart.ts';
import type { Platform } from '../platform/schema.ts';
import type { Placeholder, TenantPart } from '../platform/tenant.ts';
import { type Manifest, manifestsOf } from './manifests.ts';

/**
 * The objects of one side of a tenant; none where only an index is left, or not even that. A chart gets placeholders:
 * what it cannot see it cannot decide by.
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
