import { type BundleUsage, type FleetUsage, fleetUsageOf } from '../capacity/fleet-usage.ts';
import { addUsages } from '../capacity/sums.ts';
import { usageOf } from '../capacity/usage.ts';
import type { Fleet } from '../platform/fleet.ts';
import { progress, type Terminal } from './terminal.ts';
import { generatorVersion } from './version.ts';

/** Renders a fleet, adds up what each bundle takes, and shows how far it is. cdk8s is loaded only here. */
export async function measure(fleet: Fleet, terminal: Terminal): Promise<FleetUsage> {
  const { renderedObjects, tenantObjects } = await import('../synth/objects.ts');
  const { platform, records } = fleet;
  const { resources } = platform.edge.solver;
  const shown = progress(terminal, 'rendering', records.length);
  const done = new Set<string>();
  const bundles: BundleUsage[] = [];
  for (const { objects, ...bundle } of renderedObjects(fleet, generatorVersion())) {
    bundles.push({ ...bundle, usage: usageOf(objects, resources) });
    if (bundle.id !== undefined) shown.step(done.add(bundle.id).size);
  }
  shown.end();
  return fleetUsageOf(
    bundles,
    (record) => addUsages(tenantObjects(record, platform).map(({ objects }) => usageOf(objects, resources))),
    platform,
  );
}
