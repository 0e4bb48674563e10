import { unitPrices } from '../platform/prices.ts';
import type { Platform } from '../platform/schema.ts';
import { type Totals, totals } from './capacity.ts';
import type { Load } from './load.ts';
import { amountOf, monthlyCents } from './money.ts';
import type { KubernetesObject } from './objects.ts';
import { usageOf } from './usage.ts';

/** How much more one set of objects needs than another, and costs per month; negative for less. Plain JSON. */
export interface CapacityDelta extends Totals {
  readonly currency: string;
  readonly costPerMonth: number;
}

/**
 * Returns the difference between what two sets of objects need. The amount is the difference that `cost` will show.
 *
 * @param before - all objects of one bundle before the change: a sidecar's size is in another object than its Cluster
 * @param after - all objects of the same bundle after the change
 * @param platform - its prices apply to both sides
 * @param cluster - the cluster that runs the bundle after the change
 * @param clusterBefore - the cluster that ran it before
 * @throws RangeError for a quantity that is not written the way it is rendered
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
    now: minusLoad(is.now, was.now),
    atMost: minusLoad(is.atMost, was.atMost),
    rollout: minusLoad(is.rollout, was.rollout),
    atTimes: minusLoad(is.atTimes, was.atTimes),
    storageMiB: is.storageMiB - was.storageMiB,
    volumes: is.volumes - was.volumes,
    connections: {
      opens: is.connections.opens - was.connections.opens,
      accepts: is.connections.accepts - was.connections.accepts,
    },
  };
}

function minusLoad(a: Load, b: Load): Load {
  const minus = (kind: 'requests' | 'limits') => ({
    cpuMillicores: a[kind].cpuMillicores - b[kind].cpuMillicores,
    memoryMiB: a[kind].memoryMiB - b[kind].memoryMiB,
  });
  return { pods: a.pods - b.pods, requests: minus('requests'), limits: minus('limits') };
}
