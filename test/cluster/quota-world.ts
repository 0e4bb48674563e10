import { ofKind, type Rendered } from '../fixtures/fleet.ts';

/** A node that does not exist: pods are admitted and counted but never become ready, so a rollout stops. */
const NOWHERE = { 'mechanicbuddy.test/node': 'none' };

/** cert-manager's default for a solver pod. */
const SOLVER = { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '100m', memory: '64Mi' } };

/** Quotas, limits and the objects that create pods, moved to a test namespace. */
export function withoutOthers(objects: readonly Rendered[], namespace: string): Rendered[] {
  const kinds = ['ResourceQuota', 'LimitRange', 'ServiceAccount', 'Deployment', 'Job'];
  const moved = objects
    .filter(({ kind }) => kinds.includes(kind))
    .map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }))
    .map((object) => (object.kind === 'Deployment' ? atItsMost(object, objects) : object));
  const spaces = ofKind(objects, 'Namespace').map((object) => ({
    ...object,
    metadata: { ...object.metadata, name: namespace },
  }));
  return [...spaces, ...moved];
}

/** Sets replicas to the autoscaler's maximum. */
function atItsMost(deployment: Rendered, objects: readonly Rendered[]): Rendered {
  const scaler = ofKind(objects, 'HorizontalPodAutoscaler').find(
    ({ spec }) => spec.scaleTargetRef.name === deployment.metadata.name,
  );
  if (scaler === undefined) return deployment;
  return { ...deployment, spec: { ...deployment.spec, replicas: scaler.spec.maxReplicas } };
}

const nowhere = (template: Rendered['spec']) => ({
  ...template,
  spec: { ...template.spec, nodeSelector: NOWHERE },
});

export function stalledRollout(deployment: Rendered): Rendered {
  return { ...deployment, spec: { ...deployment.spec, template: nowhere(deployment.spec.template) } };
}

/** Adds a waiting pod of each Job, and for each Deployment a pod of the previous release that is shutting down. */
export function podsBeside(objects: readonly Rendered[]): object[] {
  const jobs = ofKind(objects, 'Job').map((job) => ({
    ...job,
    spec: { ...job.spec, template: nowhere(job.spec.template) },
  }));
  const old = ofKind(objects, 'Deployment').map(({ metadata, spec }) =>
    pod(`${metadata.name}-shutting-down`, metadata.namespace, spec.template.spec),
  );
  return [...jobs, ...old];
}

function pod(name: string, namespace: string | undefined, spec: Rendered['spec']): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec };
}

/** Adds the pods and volumes of CloudNativePG (instances, and a Job's pod that creates the next one), and cert-manager's solvers. */
export function asOperatorsMakeThem(
  objects: readonly Rendered[],
  namespace: string,
  solvers: number,
): object[] {
  const [store] = ofKind(objects, 'ObjectStore');
  const sidecar = store?.spec.instanceSidecarConfiguration.resources;
  const database = ofKind(objects, 'Cluster').flatMap(({ metadata: { name }, spec }) => [
    ...numbers(spec.instances).map((n) =>
      pod(`${name}-${n}`, namespace, restricted(spec.resources, sidecar)),
    ),
    ...numbers(spec.instances).map((n) => volume(`${name}-${n}`, namespace, spec.storage.size)),
    pod(`${name}-join`, namespace, restricted(spec.resources, sidecar)),
  ]);
  const http01 = numbers(solvers).map((n) => pod(`cm-acme-http-solver-${n}`, namespace, restricted(SOLVER)));
  return [...database, ...http01];
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Returns a pod that meets the pod security standard, with a container for each size. */
function restricted(...sizes: readonly object[]): Rendered['spec'] {
  return {
    securityContext: { runAsNonRoot: true, runAsUser: 26, seccompProfile: { type: 'RuntimeDefault' } },
    containers: sizes.filter(Boolean).map((resources, index) => ({
      name: `container-${index}`,
      image: 'example.org/stand-in:1',
      resources,
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    })),
  };
}

function volume(name: string, namespace: string, storage: string): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  };
}
