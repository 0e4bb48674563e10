import { unitPrices } from '../platform/prices.ts';
import type { Platform } from '../platform/schema.ts';
import { type Totals, totals } from './capacity.ts';
import type { Load } from './load.ts';
import { amountOf, monthlyCents } from './money.ts';
import type { KubernetesObject } from './objects.ts';
import { usageOf } from './usage.ts';

/** What one set of objects takes more than another (less: below zero), and costs more in a month. Plain JSON. */
export interface CapacityDelta extends Totals {
  readonly currency: string;
  readonly costPerMonth: number;
}

/**
 * The difference between what two sets of objects take. In: one bundle’s objects before and after, all of them (a
 * sidecar’s size is in another object than its Cluster); the platform whose prices hold for both, and the cluster, and where
 * it was. The
 * amount is what `cost` will say less what it said before. Throws RangeError for a quantity not written as rendered.
 */
export function capacityDelta(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  platform: Platform,
  cluster = platform.defaultCluster,
  clusterBefore = cluster,
): CapacityDelta {
  const solver = platform.edge.solver.resources;
  const [was, is] = [usageOf(before, solver), usageOf(after, solver)];
  return {
    ...difference(totals(was), totals(is)),
    currency: platform.prices.currency,
    costPerMonth: amountOf(
      monthlyCents(is, unitPrices(platform, cluster)) -
        monthlyCents(was, unitPrices(platform, clusterBefore)),
    ),
  };
}

function difference(was: Totals, is: Totals): Totals {
  return {
    now: lessLoad(is.now, was.now),
    atMost: lessLoad(is.atMost, was.atMost),
    rollout: lessLoad(is.rollout, was.rollout),
    atTimes: lessLoad(is.atTimes, was.atTimes),
    storageMiB: is.storageMiB - was.storageMiB,
    volumes: is.volumes - was.volumes,
    connections: {
      opens: is.connections.opens - was.connections.opens,
      accepts: is.connections.accepts - was.connections.accepts,
    },
  };
}

function lessLoad(a: Load, b: Load): Load {
  const less = (kind: 'requests' | 'limits') => ({
    cpuMillicores: a[kind].cpuMillicores - b[kind].cpuMillicores,
    memoryMiB: a[kind].memoryMiB - b[kind].memoryMiB,
  });
  return { pods: a.pods - b.pods, requests: less('requests'), limits: less('limits') };
}
