import type { Platform } from './schema.ts';
import type { UnitPrices } from './sections/prices.ts';

export type { UnitPrices };

/** What things cost in a cluster: by its region, else as in the region `default`. In: a cluster of the platform. */
export function unitPrices({ prices, clusters }: Platform, cluster: string): UnitPrices {
  const region = clusters[cluster]?.region;
  return (region === undefined ? undefined : prices.regions[region]) ?? prices.regions.default;
}
