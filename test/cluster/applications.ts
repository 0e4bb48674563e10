import { kubectl, kubectlJson, until } from './kubectl.ts';

interface Application {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string };
  };
}

export interface Living {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly generation?: number;
    readonly creationTimestamp: string;
    readonly annotations?: Record<string, string>;
  };
}

/** Each Application's sync and health, and whether it stands at a revision. */
export async function applicationStates(revision: string): Promise<Record<string, string>> {
  const { items } = await kubectlJson<{ items: Application[] }>('get', 'applications', '-n', 'argocd');
  return Object.fromEntries(
    items.map(({ metadata: { name }, status }) => {
      const at = status?.sync?.revision === revision ? 'at the commit' : 'elsewhere';
      return [name, `${status?.sync?.status} ${status?.health?.status} ${at}`];
    }),
  );
}

/** Waits until one Application is in a state at a revision. */
export async function untilApplication(
  name: string,
  revision: string,
  state = 'Synced Healthy',
  seconds = 120,
): Promise<void> {
  await until(
    seconds,
    () => applicationStates(revision),
    (states) => states[name] === `${state} at the commit`,
  );
}

/** Makes Argo CD compare an Application with Git at once, and waits until it has, and until what it began is over. */
export async function refresh(name: string): Promise<void> {
  const annotation = 'argocd.argoproj.io/refresh';
  await kubectl(['annotate', 'application', name, '-n', 'argocd', `${annotation}=hard`, '--overwrite']);
  const state =
    '{.metadata.annotations.argocd\\.argoproj\\.io/refresh} {.operation} {.status.operationState.phase}';
  await until(
    60,
    () => value('application', 'argocd', name, state),
    (text) => text.trim() === 'Succeeded',
  );
}

/** Every object that a commit for somebody else must not touch, with its identity and generation. */
export async function fingerprints(isCounted: (object: Living) => boolean): Promise<Record<string, string>> {
  const kinds =
    'deployments,jobs,clusters.postgresql.cnpg.io,ingresses,networkpolicies,databases.postgresql.cnpg.io';
  const { items } = await kubectlJson<{ items: Living[] }>('get', kinds, '-A');
  const ours = items
    .filter(({ metadata }) => /^(tenant-|mechanicbuddy-)/.test(metadata.namespace))
    .filter(isCounted);
  return Object.fromEntries(
    ours.map(({ kind, metadata: { namespace, name, uid, generation } }) => [
      `${kind} ${namespace}/${name}`,
      `${uid} ${generation}`,
    ]),
  );
}

/** One value of an object, by kubectl's own path. */
export async function value(kind: string, namespace: string, name: string, path: string): Promise<string> {
  const { stdout } = await kubectl(['get', kind, name, '-n', namespace, '-o', `jsonpath=${path}`]);
  return stdout;
}
