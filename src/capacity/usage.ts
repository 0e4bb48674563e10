import type { Resources } from '../records/fields.ts';
import { clusterUsage } from './database.ts';
import {
  type AutoscalerSpec,
  type CertificateSpec,
  type ClusterSpec,
  type CronJobSpec,
  type DeploymentSpec,
  type JobSpec,
  type KubernetesObject,
  type ObjectStoreSpec,
  placeOf,
} from './objects.ts';
import { addUsages, NO_USAGE, type Usage } from './sums.ts';
import { cronJobUsage, deploymentUsage, jobUsage, solverUsage } from './workloads.ts';

/**
 * Adds up what one bundle's rendered objects need.
 *
 * @param solver - resources of an ACME solver, which cert-manager creates and no file holds (`edge.solver.resources`)
 * @returns pods by node pool, in millicores and MiB
 * @throws RangeError for a quantity or an object that is not written the way it is rendered
 */
export function usageOf(objects: readonly KubernetesObject[], solver: Resources): Usage {
  const bundle = {
    autoscalers: autoscalersOf(objects),
    stores: byPlace<ObjectStoreSpec>(objects, 'ObjectStore'),
    solver,
  };
  return addUsages(objects.map((object) => readUsage(object, bundle)));
}

/** An object that was edited by hand may lack fields that every object of its kind has. */
function readUsage(object: KubernetesObject, bundle: BundleParts): Usage {
  try {
    return objectUsage(object, bundle);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const name = [object.kind, object.metadata?.name].filter((part) => part !== undefined).join('/');
    throw new RangeError(`not the form in which mechanicbuddy renders objects: ${name || 'invalid YAML'}`, {
      cause: error,
    });
  }
}

interface BundleParts {
  readonly autoscalers: ReadonlyMap<string, AutoscalerSpec>;
  readonly stores: ReadonlyMap<string, ObjectStoreSpec>;
  readonly solver: Resources;
}

/** The usage of kinds that create pods, volumes or databases; all others need nothing. */
function objectUsage({ kind, metadata, spec }: KubernetesObject, bundle: BundleParts): Usage {
  const { name, namespace, annotations } = metadata;
  switch (kind) {
    case 'Deployment':
      return deploymentUsage(spec as DeploymentSpec, bundle.autoscalers.get(placeOf(namespace, name)));
    case 'Job':
      return jobUsage(spec as JobSpec);
    case 'CronJob':
      return cronJobUsage(spec as CronJobSpec);
    case 'Certificate':
      return solverUsage(spec as CertificateSpec, bundle.solver);
    case 'Cluster':
      return clusterUsage(spec as ClusterSpec, annotations?.['cnpg.io/hibernation'] === 'on', (store) =>
        bundle.stores.get(placeOf(namespace, store)),
      );
    case 'Database':
      return { ...NO_USAGE, databases: 1 };
    default:
      return NO_USAGE;
  }
}

function autoscalersOf(objects: readonly KubernetesObject[]): Map<string, AutoscalerSpec> {
  const autoscalers = objects.flatMap(({ kind, metadata, spec }) => {
    const autoscaler = spec as AutoscalerSpec;
    if (kind !== 'HorizontalPodAutoscaler' || autoscaler?.scaleTargetRef?.kind !== 'Deployment') return [];
    return [[placeOf(metadata.namespace, autoscaler.scaleTargetRef.name), autoscaler] as const];
  });
  return new Map(autoscalers);
}

function byPlace<Spec>(objects: readonly KubernetesObject[], wanted: string): Map<string, Spec> {
  const found = objects.filter(({ kind }) => kind === wanted);
  return new Map(
    found.map(({ metadata, spec }) => [placeOf(metadata.namespace, metadata.name), spec as Spec]),
  );
}
