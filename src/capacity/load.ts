import { mebibytes, millicores } from '../platform/quantity.ts';
import type { Container, PodSpec, Requirements } from './objects.ts';

/** CPU in millicores and memory in MiB. */
export interface Amount {
  readonly cpuMillicores: number;
  readonly memoryMiB: number;
}

/** What a number of pods asks the scheduler for, and what it is kept below. */
export interface Load {
  readonly pods: number;
  readonly requests: Amount;
  readonly limits: Amount;
}

const ZERO: Amount = { cpuMillicores: 0, memoryMiB: 0 };
export const NO_LOAD: Load = { pods: 0, requests: ZERO, limits: ZERO };

export function addLoads(a: Load, b: Load): Load {
  return {
    pods: a.pods + b.pods,
    requests: plus(a.requests, b.requests),
    limits: plus(a.limits, b.limits),
  };
}

/** So many pods of a kind. */
export function times({ pods, requests, limits }: Load, count: number): Load {
  const scaled = ({ cpuMillicores, memoryMiB }: Amount) => ({
    cpuMillicores: cpuMillicores * count,
    memoryMiB: memoryMiB * count,
  });
  return { pods: pods * count, requests: scaled(requests), limits: scaled(limits) };
}

/**
 * What one pod takes, by Kubernetes’ rule: init containers run one after another, before the others, so the largest of
 * them counts where it is more than all containers together; one that stays (`restartPolicy: Always`) runs beside all
 * that follow. In: a pod with quantities as they are rendered; throws RangeError for others.
 */
export function podLoad(pod: PodSpec): Load {
  return { pods: 1, requests: taken(pod, 'requests'), limits: taken(pod, 'limits') };
}

function taken({ containers, initContainers = [] }: PodSpec, kind: keyof Requirements): Amount {
  let staying = ZERO;
  let most = ZERO;
  for (const container of initContainers) {
    const own = amountOf(container, kind);
    const atOnce = plus(staying, own);
    if (container.restartPolicy === 'Always') staying = atOnce;
    most = larger(most, atOnce);
  }
  const running = containers.map((container) => amountOf(container, kind)).reduce(plus, staying);
  return larger(most, running);
}

/** A container that only has a limit requests as much. */
function amountOf({ resources }: Container, kind: keyof Requirements): Amount {
  const { cpu, memory } = { ...resources?.limits, ...resources?.[kind] };
  return {
    cpuMillicores: cpu === undefined ? 0 : millicores(cpu),
    memoryMiB: memory === undefined ? 0 : mebibytes(memory),
  };
}

function plus(a: Amount, b: Amount): Amount {
  return { cpuMillicores: a.cpuMillicores + b.cpuMillicores, memoryMiB: a.memoryMiB + b.memoryMiB };
}

function larger(a: Amount, b: Amount): Amount {
  return {
    cpuMillicores: Math.max(a.cpuMillicores, b.cpuMillicores),
    memoryMiB: Math.max(a.memoryMiB, b.memoryMiB),
  };
}
