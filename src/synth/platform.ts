import { FreeTierChart } from '../charts/free-tier/free-tier-chart.ts';
import { EdgeSettingsChart } from '../charts/system/edge-settings.ts';
import { SystemChart } from '../charts/system/system-chart.ts';
import type { FileSet } from '../files/file-set.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import { followedVersion } from '../platform/rings.ts';
import type { Platform } from '../platform/schema.ts';
import { argocdFiles } from './argocd/files.ts';
import { type Manifest, manifestsOf, manifestText } from './manifests.ts';
import { DIST, GENERATOR_FILE, MANIFESTS } from './paths.ts';
import { schemaFiles } from './schemas.ts';

/**
 * Renders the bundles that do not belong to a tenant, as objects.
 *
 * @param generator - the program's own version
 */
export function platformManifests(platform: Platform, generator: string) {
  const system = {
    platform,
    generator,
    version: followedVersion(platform.system, platform, 'platform.yaml system').value,
  };
  const freeTier = {
    platform,
    version: followedVersion(platform.freeTier, platform, 'platform.yaml freeTier').value,
  };
  return {
    system: manifestsOf((app) => new SystemChart(app, system)),
    freeTier: manifestsOf((app) => new FreeTierChart(app, freeTier)),
  };
}

/**
 * Renders every file that does not belong to a tenant.
 *
 * @param generator - the program's own version
 */
export function renderPlatform(platform: Platform, generator: string): FileSet {
  const { system, freeTier } = platformManifests(platform, generator);
  const edge = manifestsOf((app) => new EdgeSettingsChart(app, platform));
  const text = (manifests: readonly Manifest[]) => manifestText(PLATFORM_FILE, manifests);
  return new Map([
    [`${DIST}/system/${MANIFESTS}`, text(system)],
    [`${DIST}/free-tier/${MANIFESTS}`, text(freeTier)],
    [`${DIST}/edge/ingress-nginx.yaml`, text(edge)],
    [GENERATOR_FILE, `${JSON.stringify({ version: generator }, null, 2)}\n`],
    ...argocdFiles(platform),
    ...schemaFiles(),
  ]);
}
