import type { Connections } from './connections.ts';
import { addLoads, type Load, NO_LOAD } from './load.ts';

/** The load of pods at different moments. */
export interface Loads {
  /** While everything runs, with autoscalers at their minimum. */
  readonly now: Load;
  /** The same, with autoscalers at their maximum. */
  readonly atMost: Load;
  /** What a rolling update of everything adds to `now`: surge, and the Jobs that a release runs. */
  readonly rollout: Load;
  /** Temporary pods, all at once: Jobs, scheduled calls, ACME solvers. */
  readonly atTimes: Load;
}

/** What pods have besides their share of a node: volumes (MiB), and database connections. */
interface Holdings {
  readonly storageMiB: number;
  readonly volumes: number;
  readonly connections: Connections;
  /** How many connections multi-tenant programs can open to each database of the shared PostgreSQL. */
  readonly sharedPools: number;
}

/** The usage of one node pool. */
type PoolUsage = Loads & Holdings;

/** The usage of a number of objects, in total and by node pool; and their databases in the shared PostgreSQL. */
export interface Usage extends Holdings {
  readonly pools: { readonly [nodePool: string]: PoolUsage };
  readonly databases: number;
}

const NO_LOADS: Loads = { now: NO_LOAD, atMost: NO_LOAD, rollout: NO_LOAD, atTimes: NO_LOAD };
const NO_HOLDINGS: Holdings = {
  storageMiB: 0,
  volumes: 0,
  connections: { opens: 0, accepts: 0 },
  sharedPools: 0,
};

export const NO_USAGE: Usage = { ...NO_HOLDINGS, pools: {}, databases: 0 };

/** Returns the usage of pods in one node pool. */
export function inPool(nodePool: string, usage: Partial<PoolUsage>): Usage {
  const { now, atMost, rollout, atTimes, ...holdings } = { ...NO_LOADS, ...NO_HOLDINGS, ...usage };
  const loads = { now, atMost, rollout, atTimes };
  return { ...NO_USAGE, ...holdings, pools: { [nodePool]: { ...loads, ...holdings } } };
}

/** Adds up usages, in total and by node pool. */
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

/** Adds the connections that a usage's multi-tenant programs can open to a number of databases. */
export function openingShared(usage: Usage, databases: number): Usage {
  const opening = <Part extends Holdings>(part: Part): Part => {
    const { opens, accepts } = part.connections;
    return { ...part, connections: { opens: opens + part.sharedPools * databases, accepts } };
  };
  const pools = Object.entries(usage.pools).map(([name, pool]) => [name, opening(pool)]);
  return { ...opening(usage), pools: Object.fromEntries(pools) };
}

/** Adds up loads, moment by moment. */
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
