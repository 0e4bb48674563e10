import { ofKind, type Rendered } from '../fixtures/fleet.ts';

/** A node that no cluster has: the pods are admitted, count, and never become ready, so a rollout stands still. */
const NOWHERE = { 'mechanicbuddy.test/node': 'none' };

/** cert-manager's default for a solver pod. */
const SOLVER = { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '100m', memory: '64Mi' } };

/** What decides about pods and what makes them, in a namespace that nobody else looks at. */
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

/** Replicas as many as the autoscaler may want. */
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

/** Each Job with its pod waiting, and of each Deployment a pod of the release before that is still shutting down. */
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

/** Pods and volumes that CloudNativePG makes (instances, and one Job's pod that makes the next), and cert-manager's solvers. */
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

/** A pod that meets the pod security standard, with a container for each size. */
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
