import type { Connections } from './connections.ts';
import { addLoads, type Load, NO_LOAD } from './load.ts';

/** What pods take, at different moments. */
export interface Loads {
  /** While everything runs, autoscalers at their minimum. */
  readonly now: Load;
  /** The same, autoscalers at their maximum. */
  readonly atMost: Load;
  /** What a rolling update of everything at once adds to `now`: surge, and the Jobs that a release runs. */
  readonly rollout: Load;
  /** What is there only at times, all of it at once: Jobs, scheduled calls, ACME solvers. */
  readonly atTimes: Load;
}

/** What belongs to pods beside what they take of a node: volumes (MiB), and database connections. */
export interface Holdings {
  readonly storageMiB: number;
  readonly volumes: number;
  readonly connections: Connections;
  /** What programs that serve many tenants open at most to each database of the shared PostgreSQL. */
  readonly sharedPools: number;
}

/** What one node pool has. */
export type PoolUsage = Loads & Holdings;

/** What a number of objects takes, in all and by node pool; and databases in the shared PostgreSQL. */
export interface Usage extends Holdings {
  readonly pools: { readonly [nodePool: string]: PoolUsage };
  readonly databases: number;
}

export const NO_LOADS: Loads = { now: NO_LOAD, atMost: NO_LOAD, rollout: NO_LOAD, atTimes: NO_LOAD };
const NO_HOLDINGS: Holdings = {
  storageMiB: 0,
  volumes: 0,
  connections: { opens: 0, accepts: 0 },
  sharedPools: 0,
};

export const NO_USAGE: Usage = { ...NO_HOLDINGS, pools: {}, databases: 0 };

/** The usage of pods in one node pool, with what belongs to them. */
export function inPool(nodePool: string, usage: Partial<PoolUsage>): Usage {
  const { now, atMost, rollout, atTimes, ...holdings } = { ...NO_LOADS, ...NO_HOLDINGS, ...usage };
  const loads = { now, atMost, rollout, atTimes };
  return { ...NO_USAGE, ...holdings, pools: { [nodePool]: { ...loads, ...holdings } } };
}

export function addUsages(usages: readonly Usage[]): Usage {
  return usages.reduce(addUsage, NO_USAGE);
}

function addUsage(a: Usage, b: Usage): Usage {
  const pools = { ...a.pools };
  for (const [name, pool] of Object.entries(b.pools)) {
    const before = pools[name] ?? { ...NO_LOADS, ...NO_HOLDINGS };
    pools[name] = { ...addAllLoads([before, pool]), ...addHoldings(before, pool) };
  }
  return { ...addHoldings(a, b), pools, databases: a.databases + b.databases };
}

function addHoldings(a: Holdings, b: Holdings): Holdings {
  return {
    storageMiB: a.storageMiB + b.storageMiB,
    volumes: a.volumes + b.volumes,
    connections: {
      opens: a.connections.opens + b.connections.opens,
      accepts: a.connections.accepts + b.connections.accepts,
    },
    sharedPools: a.sharedPools + b.sharedPools,
  };
}

/** A usage of which the programs that serve many tenants open their pools to so many databases. */
export function openingShared(usage: Usage, databases: number): Usage {
  const opening = <Part extends Holdings>(part: Part): Part => {
    const { opens, accepts } = part.connections;
    return { ...part, connections: { opens: opens + part.sharedPools * databases, accepts } };
  };
  const pools = Object.entries(usage.pools).map(([name, pool]) => [name, opening(pool)]);
  return { ...opening(usage), pools: Object.fromEntries(pools) };
}

/** Moment by moment. */
export function addAllLoads(loads: readonly Loads[]): Loads {
  return loads.reduce(
    (a, b) => ({
      now: addLoads(a.now, b.now),
      atMost: addLoads(a.atMost, b.atMost),
      rollout: addLoads(a.rollout, b.rollout),
      atTimes: addLoads(a.atTimes, b.atTimes),
    }),
    NO_LOADS,
  );
}
