import { totals } from '../capacity/capacity.ts';
import type { KubernetesObject } from '../capacity/objects.ts';
import { usageOf } from '../capacity/usage.ts';
import { valueAt } from '../diff/fields.ts';
import type { RenderedObject } from '../diff/objects.ts';
import { mebibytes, millicores } from '../platform/quantity.ts';
import type { Platform } from '../platform/schema.ts';
import type { Json } from '../yaml/emit.ts';
import type { Finding, SubjectChange } from './rules.ts';

/** A quantity in MiB; 0 needs no unit. */
function memory(quantity: string): number {
  return quantity === '0' ? 0 : mebibytes(quantity);
}

/** What a ResourceQuota counts, in millicores, MiB and numbers of objects. */
const COUNTED = {
  'requests.cpu': millicores,
  'limits.cpu': millicores,
  'requests.memory': memory,
  'limits.memory': memory,
  'requests.storage': memory,
  persistentvolumeclaims: Number,
  pods: Number,
} as const;
type Counted = keyof typeof COUNTED;

/** Finds quotas below what the same bundle needs while it runs: its pods could not be created again. */
export function quotaFindings({ before, after }: SubjectChange, platform: Platform): Finding[] {
  if (numbers(before) === numbers(after)) return [];
  const quotas = after.filter(({ identity }) => identity.kind === 'ResourceQuota');
  return quotas.flatMap((quota) => {
    try {
      return quotaFinding(quota, after, platform);
    } catch (error) {
      // A quantity that was edited by hand.
      if (!(error instanceof RangeError)) throw error;
      const object = `ResourceQuota/${quota.identity.name}`;
      return [{ rule: 'quota-exceeded', object, found: `cannot be compared: ${error.message}` }];
    }
  });
}

function quotaFinding(
  { identity, value }: RenderedObject,
  after: readonly RenderedObject[],
  platform: Platform,
): Finding[] {
  const own = after.filter((object) => object.identity.namespace === identity.namespace);
  const need = needOf(own, platform);
  return Object.entries(need).flatMap(([name, amount]): Finding[] => {
    const hard = quantityAt(value, name as Counted);
    if (hard === undefined || COUNTED[name as Counted](hard) >= amount) return [];
    const object = `ResourceQuota/${identity.name}`;
    return [
      {
        rule: 'quota-exceeded',
        object,
        field: `spec.hard[${name}]`,
        found: `${hard}, but ${needText(name, amount)} needed`,
      },
    ];
  });
}

function numbers(objects: readonly RenderedObject[]): string {
  return objects.map(({ number }) => number).join(' ');
}

function needOf(
  objects: readonly RenderedObject[],
  { edge }: Platform,
): { readonly [name in Counted]: number } {
  const all = objects.map(({ value }) => value as unknown as KubernetesObject);
  const { now, storageMiB, volumes } = totals(usageOf(all, edge.solver.resources));
  return {
    'requests.cpu': now.requests.cpuMillicores,
    'limits.cpu': now.limits.cpuMillicores,
    'requests.memory': now.requests.memoryMiB,
    'limits.memory': now.limits.memoryMiB,
    'requests.storage': storageMiB,
    persistentvolumeclaims: volumes,
    pods: now.pods,
  };
}

function quantityAt(quota: Json, name: Counted): string | undefined {
  const hard = valueAt(quota, ['spec', 'hard', name]);
  return typeof hard === 'string' || typeof hard === 'number' ? String(hard) : undefined;
}

function needText(name: string, amount: number): string {
  if (name.endsWith('cpu')) return `${amount}m`;
  return name === 'pods' || name === 'persistentvolumeclaims' ? String(amount) : `${amount}Mi`;
}
