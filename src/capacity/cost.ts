import type { Fleet } from '../platform/fleet.ts';
import type { Selection } from '../platform/selection.ts';
import { allTiers } from '../platform/tiers.ts';
import type { Status } from '../records/schema.ts';
import { type CountedTenant, countTenants, undividedCosts } from './cents.ts';
import type { FleetUsage } from './fleet-usage.ts';
import { amountOf } from './money.ts';

/** Amounts per month in the platform's currency, with at most two decimals; margin is revenue minus cost. */
export interface Amounts {
  readonly cost: number;
  readonly revenue: number;
  readonly margin: number;
}

interface TenantCost extends Amounts {
  readonly id: string;
  readonly tier: string;
  readonly status: Status;
  readonly mechanics: number;
}

/** The cost of a tier, of the system, or of `shared`: the instance of free and demo tenants while there are none. */
export interface PartCost extends Amounts {
  readonly name: string;
  readonly tenants: number;
}

/** A fleet's cost and revenue per month: plain JSON. */
export interface FleetCost {
  readonly currency: string;
  readonly parts: readonly PartCost[];
  readonly total: Amounts & { readonly tenants: number };
  /** Without purged tenants. */
  readonly tenants: readonly TenantCost[];
  /** The lowest margins, the lowest first. */
  readonly worst: readonly TenantCost[];
}

export interface CostOptions {
  /** Counts only these tenants, without the system and an unused shared instance. */
  readonly matches?: Selection;
  /** How many of the lowest margins are listed; 10 by default. */
  readonly worst?: number;
}

const WORST = 10;

/**
 * Compares cost with revenue. The cost is that of reserved resources at the prices of the cluster's region: requested CPU
 * and memory, and the databases' volumes, but not backups. The shared instance is divided equally among the tenants that
 * use it; the system is a separate part.
 *
 * @param usage - the usage of all bundles of this fleet
 */
export function costOf(fleet: Fleet, usage: FleetUsage, options: CostOptions = {}): FleetCost {
  const { matches, worst = WORST } = options;
  const counted = countTenants(fleet, usage);
  const chosen =
    matches === undefined ? counted : counted.filter(({ record }) => matches(record, fleet.platform));
  const others = matches === undefined ? undividedCosts(fleet, usage) : [];
  const tenants = chosen.map(tenantCost);
  return {
    currency: fleet.platform.prices.currency,
    parts: [...allTiers(fleet.platform).map((tier) => tierPart(tier, chosen)), ...others.map(otherPart)],
    total: {
      tenants: chosen.length,
      ...amounts(
        sum(chosen, 'cost') + others.reduce((all, { cost }) => all + cost, 0),
        sum(chosen, 'revenue'),
      ),
    },
    tenants,
    worst: [...tenants].sort((a, b) => a.margin - b.margin || (a.id < b.id ? -1 : 1)).slice(0, worst),
  };
}

function otherPart({ name, cost }: ReturnType<typeof undividedCosts>[number]): PartCost {
  return { name, tenants: 0, ...amounts(cost, 0) };
}

function tierPart(tier: string, counted: readonly CountedTenant[]): PartCost {
  const tenants = counted.filter(({ record }) => record.tier === tier);
  return { name: tier, tenants: tenants.length, ...amounts(sum(tenants, 'cost'), sum(tenants, 'revenue')) };
}

function tenantCost({ record, cost, revenue }: CountedTenant): TenantCost {
  const { id, tier, status, mechanics } = record;
  return { id, tier, status, mechanics, ...amounts(cost, revenue) };
}

function amounts(cost: number, revenue: number): Amounts {
  return { cost: amountOf(cost), revenue: amountOf(revenue), margin: amountOf(revenue - cost) };
}

function sum(counted: readonly CountedTenant[], of: 'cost' | 'revenue'): number {
  return counted.reduce((all, one) => all + one[of], 0);
}
