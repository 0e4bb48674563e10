import { nodePoolText } from '../platform/decisions.ts';
import type { Resources } from '../records/fields.ts';
import { jobConnections, podPools } from './connections.ts';
import { podLoad, times } from './load.ts';
import type { AutoscalerSpec, CertificateSpec, CronJobSpec, DeploymentSpec, JobSpec } from './objects.ts';
import { inPool, type Usage } from './sums.ts';

/** Returns the usage of a Deployment, with the autoscaler that sets its replicas if there is one. */
export function deploymentUsage(spec: DeploymentSpec, autoscaler: AutoscalerSpec | undefined): Usage {
  const pod = spec.template.spec;
  const load = podLoad(pod);
  const { now, atMost } = replicasOf(spec, autoscaler);
  const pools = podPools(pod);
  return inPool(nodePoolText(pod.nodeSelector), {
    now: times(load, now),
    atMost: times(load, atMost),
    rollout: times(load, surgeOf(spec, now)),
    connections: { opens: atMost * pools.fixed, accepts: 0 },
    sharedPools: atMost * pools.perDatabase,
  });
}

/** An autoscaler ignores a Deployment with 0 replicas. */
function replicasOf({ replicas }: DeploymentSpec, autoscaler: AutoscalerSpec | undefined) {
  if (autoscaler === undefined || replicas === 0) return { now: replicas ?? 1, atMost: replicas ?? 1 };
  return { now: autoscaler.minReplicas ?? 1, atMost: autoscaler.maxReplicas };
}

/** The pods that a rolling update adds: `maxSurge` (a percentage rounds up), and never more than there are replicas. */
function surgeOf({ strategy }: DeploymentSpec, replicas: number): number {
  if (strategy?.type === 'Recreate') return 0;
  const surge = strategy?.rollingUpdate?.maxSurge ?? '25%';
  const pods = typeof surge === 'number' ? surge : Math.ceil((replicas * Number.parseInt(surge, 10)) / 100);
  return Math.min(pods, replicas);
}

/** Returns the usage of a Job, which runs for a while, and again with each release. */
export function jobUsage({ template, parallelism = 1 }: JobSpec): Usage {
  const load = times(podLoad(template.spec), parallelism);
  const connections = { opens: parallelism * jobConnections(template.spec), accepts: 0 };
  return inPool(nodePoolText(template.spec.nodeSelector), { rollout: load, atTimes: load, connections });
}

/** Returns the usage of a scheduled Job, which no release starts. */
export function cronJobUsage({ jobTemplate }: CronJobSpec): Usage {
  const { template, parallelism = 1 } = jobTemplate.spec;
  return inPool(nodePoolText(template.spec.nodeSelector), {
    atTimes: times(podLoad(template.spec), parallelism),
  });
}

/**
 * Returns the usage of cert-manager's ACME solvers: a pod for each of a certificate's hosts, on any node. A wildcard is
 * validated by DNS and needs none.
 */
export function solverUsage({ dnsNames = [] }: CertificateSpec, solver: Resources): Usage {
  const hosts = dnsNames.filter((name) => !name.startsWith('*.'));
  const load = podLoad({ containers: [{ resources: solver }] });
  return inPool(nodePoolText(undefined), { atTimes: times(load, hosts.length) });
}
