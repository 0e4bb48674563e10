import type { FleetUsage } from '../capacity/fleet-usage.ts';
import type { Fleet } from '../platform/fleet.ts';

/** What a fleet takes, as the service tells it: tenants of one size are rendered once. cdk8s is loaded only here. */
export async function measure(fleet: Fleet): Promise<FleetUsage> {
  const { fleetUsage } = await import('../capacity/fleet-capacity.ts');
  return fleetUsage(fleet);
}
