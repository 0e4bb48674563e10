import { mebibytes, millicores } from '../platform/quantity.ts';
import type { Container, PodSpec, Requirements } from './objects.ts';

/** CPU in millicores and memory in MiB. */
interface Amount {
  readonly cpuMillicores: number;
  readonly memoryMiB: number;
}

/** The requests and limits of a number of pods. */
export interface Load {
  readonly pods: number;
  readonly requests: Amount;
  readonly limits: Amount;
}

const ZERO: Amount = { cpuMillicores: 0, memoryMiB: 0 };
export const NO_LOAD: Load = { pods: 0, requests: ZERO, limits: ZERO };

/** Adds up two loads. */
export function addLoads(a: Load, b: Load): Load {
  return {
    pods: a.pods + b.pods,
    requests: plus(a.requests, b.requests),
    limits: plus(a.limits, b.limits),
  };
}

/** Returns the load of several pods of a kind. */
export function times({ pods, requests, limits }: Load, count: number): Load {
  const scaled = ({ cpuMillicores, memoryMiB }: Amount) => ({
    cpuMillicores: cpuMillicores * count,
    memoryMiB: memoryMiB * count,
  });
  return { pods: pods * count, requests: scaled(requests), limits: scaled(limits) };
}

/**
 * Returns the load of one pod, by Kubernetes' rule: init containers run one after another before the others, so that the
 * largest counts if it needs more than all containers together. A sidecar (`restartPolicy: Always`) keeps running beside
 * all that follow (https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/).
 *
 * @throws RangeError for a quantity that is not written the way it is rendered
 */
export function podLoad(pod: PodSpec): Load {
  return { pods: 1, requests: podAmount(pod, 'requests'), limits: podAmount(pod, 'limits') };
}

function podAmount({ containers, initContainers = [] }: PodSpec, kind: keyof Requirements): Amount {
  let sidecars = ZERO;
  let most = ZERO;
  for (const container of initContainers) {
    const running = plus(sidecars, containerAmount(container, kind));
    if (container.restartPolicy === 'Always') sidecars = running;
    most = larger(most, running);
  }
  const running = containers.map((container) => containerAmount(container, kind)).reduce(plus, sidecars);
  return larger(most, running);
}

/** A container with only a limit requests as much. */
function containerAmount({ resources }: Container, kind: keyof Requirements): Amount {
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
