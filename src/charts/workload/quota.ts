import { KubeLimitRange, KubeResourceQuota, Quantity } from 'cdk8s-plus-28/lib/imports/k8s.js';
import { Construct } from 'constructs';
import { cpuText, mebibytes, memoryText, millicores } from '../../platform/quantity.ts';
import type { Resources } from '../../records/fields.ts';
import { metadata, type Owner, WAVE } from './owner.ts';

/** Pods of a Deployment beyond its replicas during a rolling update: the surge, and one that is still shutting down. */
export const ROLLING = 2;

/** Pods that may run at the same time. */
export interface Share {
  readonly count: number;
  readonly resources: Resources;
}

interface QuotaProps {
  readonly owner: Owner;
  /** Everything that may run at once, including a rolling update and its migration Job. */
  readonly shares: readonly Share[];
  /** The number of volumes, and their total size in MiB. */
  readonly storage: { readonly volumes: number; readonly mebibytes: number };
}

/** Returns a namespace's sums: the number of pods, and their requests and limits in millicores and MiB. */
export function totals(shares: readonly Share[]) {
  const sum = (size: (resources: Resources) => number) =>
    shares.reduce((total, { count, resources }) => total + count * size(resources), 0);
  return {
    pods: shares.reduce((total, { count }) => total + count, 0),
    requestedCpu: sum(({ requests }) => millicores(requests.cpu)),
    requestedMemory: sum(({ requests }) => mebibytes(requests.memory)),
    limitingCpu: sum(({ limits }) => millicores(limits.cpu)),
    limitingMemory: sum(({ limits }) => mebibytes(limits.memory)),
  };
}

/** Returns the sum of the resources of two containers in one pod. */
export function together(a: Resources, b: Resources): Resources {
  const add = (kind: 'requests' | 'limits') => ({
    cpu: cpuText(millicores(a[kind].cpu) + millicores(b[kind].cpu)),
    memory: memoryText(mebibytes(a[kind].memory) + mebibytes(b[kind].memory)),
  });
  return { requests: add('requests'), limits: add('limits') };
}

/** A namespace's quota, which is the sum of what may run in it, and defaults for containers without resources. */
export class Quota extends Construct {
  constructor(scope: Construct, { owner, shares, storage }: QuotaProps) {
    super(scope, 'quota');
    const sum = totals(shares);
    const quantity = Quantity.fromString;
    new KubeResourceQuota(this, 'resource-quota', {
      metadata: metadata(owner, 'quota', 'quota', WAVE.policies),
      spec: {
        hard: {
          'requests.cpu': quantity(cpuText(sum.requestedCpu)),
          'requests.memory': quantity(memoryText(sum.requestedMemory)),
          'limits.cpu': quantity(cpuText(sum.limitingCpu)),
          'limits.memory': quantity(memoryText(sum.limitingMemory)),
          pods: quantity(String(sum.pods)),
          persistentvolumeclaims: quantity(String(storage.volumes)),
          'requests.storage': quantity(storage.mebibytes === 0 ? '0' : memoryText(storage.mebibytes)),
          // No empty database beside one that is there (docs/decisions/beside-an-installation.md).
          'count/clusters.postgresql.cnpg.io': quantity(storage.volumes === 0 ? '0' : '1'),
        },
      },
    });
    const sizes = (cpu: string, memory: string) => ({ cpu: quantity(cpu), memory: quantity(memory) });
    new KubeLimitRange(this, 'limit-range', {
      metadata: metadata(owner, 'defaults', 'quota', WAVE.policies),
      spec: {
        limits: [
          { type: 'Container', default: sizes('500m', '512Mi'), defaultRequest: sizes('100m', '128Mi') },
        ],
      },
    });
  }
}
