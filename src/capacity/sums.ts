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

/** What a number of objects takes: pods by node pool, volumes (MiB), databases in the shared PostgreSQL, connections. */
export interface Usage {
  readonly pools: { readonly [nodePool: string]: Loads };
  readonly storageMiB: number;
  readonly volumes: number;
  readonly databases: number;
  readonly connections: Connections;
  /** What programs that serve many tenants open at most to each of those databases. */
  readonly sharedPools: number;
}

export const NO_LOADS: Loads = { now: NO_LOAD, atMost: NO_LOAD, rollout: NO_LOAD, atTimes: NO_LOAD };

export const NO_USAGE: Usage = {
  pools: {},
  storageMiB: 0,
  volumes: 0,
  databases: 0,
  connections: { opens: 0, accepts: 0 },
  sharedPools: 0,
};

/** The usage of pods in one node pool. */
export function inPool(nodePool: string, loads: Partial<Loads>): Usage {
  return { ...NO_USAGE, pools: { [nodePool]: { ...NO_LOADS, ...loads } } };
}

export function addUsages(usages: readonly Usage[]): Usage {
  return usages.reduce(addUsage, NO_USAGE);
}

function addUsage(a: Usage, b: Usage): Usage {
  const pools = { ...a.pools };
  for (const [pool, loads] of Object.entries(b.pools))
    pools[pool] = addAllLoads([pools[pool] ?? NO_LOADS, loads]);
  return {
    pools,
    storageMiB: a.storageMiB + b.storageMiB,
    volumes: a.volumes + b.volumes,
    databases: a.databases + b.databases,
    connections: {
      opens: a.connections.opens + b.connections.opens,
      accepts: a.connections.accepts + b.connections.accepts,
    },
    sharedPools: a.sharedPools + b.sharedPools,
  };
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
