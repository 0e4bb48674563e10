import type { Page } from 'playwright-core';
import type { FleetDocument } from '../../src/http/fleet-document.ts';

const part = (name: string, cpuMillicores: number, memoryMiB: number, storageGiB: number) => ({
  name,
  cpuMillicores,
  memoryMiB,
  storageGiB,
});

/** Capacity and cost of a fleet of a thousand. */
const CAPACITY: FleetDocument['capacity'] = {
  parts: [
    part('system', 4000, 8192, 300),
    part('free tier', 6000, 12_288, 100),
    part('professional', 3_200_000, 6_553_600, 80_000),
    part('enterprise', 968_000, 1_982_464, 52_800),
  ],
};
const COST: FleetDocument['cost'] = {
  currency: 'USD',
  cost: 60_700,
  revenue: 92_000,
  parts: [
    { name: 'free tier', cost: 700, revenue: 0 },
    { name: 'professional', cost: 40_000, revenue: 62_000 },
    { name: 'enterprise', cost: 20_000, revenue: 30_000 },
  ],
};

/** Changes the service's answers about the fleet on their way to a page. Errors pass unchanged. */
export async function onTheWay(page: Page, change: (fleet: FleetDocument) => void): Promise<void> {
  await page.route('**/api/fleet', async (route) => {
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({ response });
    const fleet = (await response.json()) as FleetDocument;
    change(fleet);
    return route.fulfill({ json: fleet, headers: { etag: '"changed"' } });
  });
}

/** Adds capacity and cost to the fleet's answer. */
export function withFigures(page: Page): Promise<void> {
  return onTheWay(page, (fleet) => {
    fleet.capacity = CAPACITY;
    fleet.cost = COST;
    for (const tenant of fleet.tenants) {
      delete tenant.monthly;
      if (tenant.tier === 'professional') tenant.monthly = { cost: 61.4, revenue: 20 * tenant.mechanics };
    }
  });
}
