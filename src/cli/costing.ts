import { type CapacityDelta, capacityDelta } from '../capacity/delta.ts';
import type { KubernetesObject } from '../capacity/objects.ts';
import { indexedCluster } from '../diff/cluster.ts';
import type { Compared, ObjectChange } from '../diff/compare.ts';
import type { RenderedObject } from '../diff/objects.ts';
import type { Fleet } from '../platform/fleet.ts';
import type { Platform } from '../platform/schema.ts';
import { count } from './terminal.ts';

/** How much more a change needs and costs per month; negative for less. */
export interface ChangeCost {
  readonly currency: string;
  readonly costPerMonth: number;
  readonly cpuMillicores: number;
  readonly memoryMiB: number;
  readonly storageMiB: number;
  readonly pods: number;
}

/**
 * Returns what a change costs: the sum over all that it changes, at the prices of the changed platform.
 *
 * @returns undefined if a quantity was edited by hand to a form that cannot be counted
 */
export function changeCost(
  compared: readonly Compared[],
  { platform, records }: Fleet,
): ChangeCost | undefined {
  const named = new Map(records.map(({ id, cluster }) => [id, cluster]));
  const known = new Map<string, CapacityDelta>();
  const numbers = new Map<readonly ObjectChange[], number>();
  try {
    const deltas = compared.map((one) => {
      // Subjects with equal objects on both sides share one list of changes.
      const number = numbers.get(one.changes) ?? numbers.size;
      numbers.set(one.changes, number);
      const { subject, before, after } = one;
      // An unchanged index is not among the differences: then the record names the cluster.
      const recorded = subject.kind === 'tenant' ? named.get(subject.id) : undefined;
      const cluster = indexedCluster(after) ?? recorded ?? platform.defaultCluster;
      const was = indexedCluster(before) ?? cluster;
      const key = `${number} ${was} ${cluster}`;
      const delta = known.get(key) ?? deltaOf(one, platform, cluster, was);
      known.set(key, delta);
      return delta;
    });
    return sumOf(deltas, platform);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Lists changes of cost that no rendered object shows, and that `changeCost` does not include. */
export function uncounted(compared: readonly Compared[], isRepriced: boolean): string[] {
  const moved = compared.filter(({ before, after }) => {
    const [was, is] = [indexedCluster(before), indexedCluster(after)];
    return was !== undefined && is !== undefined && was !== is && kubernetesObjects(after).length === 0;
  });
  return [
    ...(moved.length === 0
      ? []
      : [
          `${count(moved.length, 'tenant')} moved to another cluster with its own prices: see mechanicbuddy cost`,
        ]),
    ...(isRepriced ? ['prices or regions in platform.yaml change: see mechanicbuddy cost'] : []),
  ];
}

function deltaOf(
  { before, after }: Compared,
  platform: Platform,
  cluster: string,
  clusterBefore: string,
): CapacityDelta {
  return capacityDelta(kubernetesObjects(before), kubernetesObjects(after), platform, cluster, clusterBefore);
}

function kubernetesObjects(objects: readonly RenderedObject[]): KubernetesObject[] {
  return objects
    .filter(({ identity }) => identity.apiVersion !== '')
    .map(({ value }) => value as unknown as KubernetesObject);
}

function sumOf(deltas: readonly CapacityDelta[], { prices }: Platform): ChangeCost {
  const sum = (of: (delta: CapacityDelta) => number) => deltas.reduce((all, delta) => all + of(delta), 0);
  return {
    currency: prices.currency,
    costPerMonth: sum(({ costPerMonth }) => Math.round(costPerMonth * 100)) / 100,
    cpuMillicores: sum(({ now }) => now.requests.cpuMillicores),
    memoryMiB: sum(({ now }) => now.requests.memoryMiB),
    storageMiB: sum(({ storageMiB }) => storageMiB),
    pods: sum(({ now }) => now.pods),
  };
}

/** Writes `+12.40 USD a month: +2 vCPU, +4 GiB memory, +20 GiB storage`; undefined if nothing changes. */
export function costText(cost: ChangeCost | undefined): string | undefined {
  if (cost === undefined) return 'cost unknown: a rendered quantity was edited by hand to an unknown unit';
  const { cpuMillicores, memoryMiB, storageMiB, pods } = cost;
  const parts = [
    [cpuMillicores / 1000, 'vCPU'],
    [memoryMiB / 1024, 'GiB memory'],
    [storageMiB / 1024, 'GiB storage'],
    [pods, pods === 1 || pods === -1 ? 'pod' : 'pods'],
  ] as const;
  const said = parts.filter(([amount]) => amount !== 0).map(([amount, unit]) => `${signed(amount)} ${unit}`);
  if (said.length === 0 && cost.costPerMonth === 0) return undefined;
  const what = said.length === 0 ? 'the same resources at other prices' : said.join(', ');
  return `${signed(cost.costPerMonth, 2)} ${cost.currency} a month: ${what}`;
}

function signed(amount: number, digits?: number): string {
  const options =
    digits === undefined
      ? { maximumFractionDigits: 2 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat('en', { ...options, signDisplay: 'exceptZero' }).format(amount);
}
