import { FreeTierChart } from '../charts/free-tier/free-tier-chart.ts';
import { EdgeSettingsChart } from '../charts/system/edge-settings.ts';
import { SystemChart } from '../charts/system/system-chart.ts';
import type { FileSet } from '../files/file-set.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import { followedVersion } from '../platform/rings.ts';
import type { Platform } from '../platform/schema.ts';
import { argocdFiles } from './argocd/files.ts';
import { manifestsOf, manifestText } from './manifests.ts';
import { DIST, GENERATOR_FILE, MANIFESTS } from './paths.ts';
import { schemaFiles } from './schemas.ts';

/** Everything that does not belong to one tenant. In: the platform and the generator's own version. */
export function renderPlatform(platform: Platform, generator: string): FileSet {
  const system = {
    platform,
    generator,
    version: followedVersion(platform.system, platform, 'platform.yaml system').value,
  };
  const freeTier = {
    platform,
    version: followedVersion(platform.freeTier, platform, 'platform.yaml freeTier').value,
  };
  const text = (manifests: ReturnType<typeof manifestsOf>) => manifestText(PLATFORM_FILE, manifests);
  return new Map([
    [`${DIST}/system/${MANIFESTS}`, text(manifestsOf((app) => new SystemChart(app, system)))],
    [`${DIST}/free-tier/${MANIFESTS}`, text(manifestsOf((app) => new FreeTierChart(app, freeTier)))],
    [`${DIST}/edge/ingress-nginx.yaml`, text(manifestsOf((app) => new EdgeSettingsChart(app, platform)))],
    [GENERATOR_FILE, `${JSON.stringify({ version: generator }, null, 2)}\n`],
    ...argocdFiles(platform),
    ...schemaFiles(),
  ]);
}
