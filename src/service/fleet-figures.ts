import type { FleetCapacity, FleetCost, FleetTenant } from '../http/fleet-document.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';

/** What the fleet takes and brings, as the page shows it; nothing where it is not reckoned. */
export interface FleetFigures {
  readonly capacity?: FleetCapacity;
  readonly cost?: FleetCost;
  /** By tenant. */
  readonly monthly?: ReadonlyMap<string, NonNullable<FleetTenant['monthly']>>;
}

/** Of nothing but what is in Git: it is reckoned once for each commit. */
export type FigureFleet = (platform: Platform, records: readonly TenantRecord[]) => FleetFigures;

/** The one place where capacity and cost come to the page (issue 7, “Capacity and cost”). */
export const fleetFigures: FigureFleet = () => ({});
