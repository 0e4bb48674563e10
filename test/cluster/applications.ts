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
    /** Undefined for a cluster-scoped object. */
    readonly namespace?: string;
    readonly uid: string;
    readonly generation?: number;
    readonly creationTimestamp: string;
    readonly annotations?: Record<string, string>;
  };
}

/** Returns each Application's sync and health status, and whether it is at a revision. */
export async function applicationStates(revision: string): Promise<Record<string, string>> {
  const { items } = await kubectlJson<{ items: Application[] }>('get', 'applications', '-n', 'argocd');
  return Object.fromEntries(
    items.map(({ metadata: { name }, status }) => {
      const at = status?.sync?.revision === revision ? 'at the commit' : 'elsewhere';
      return [name, `${status?.sync?.status} ${status?.health?.status} ${at}`];
    }),
  );
}

/** Refreshes an Application now. Argo CD polls Git every 10 seconds here, and every 3 minutes by default. */
export async function look(name: string): Promise<void> {
  await kubectl([
    'annotate',
    'application',
    name,
    '-n',
    'argocd',
    'argocd.argoproj.io/refresh=normal',
    '--overwrite',
  ]);
}

/**
 * Waits until an Application has a state at a revision.
 * @param seen Called with each state on the way.
 */
export async function untilApplication(
  name: string,
  revision: string,
  state = 'Synced Healthy',
  seconds = 120,
  seen: (state: string) => void = () => undefined,
): Promise<void> {
  let polls = 0;
  await until(
    seconds,
    async () => {
      const states = await applicationStates(revision);
      // Refreshes more than once, because the first refresh may come before the commit is visible.
      if (polls++ % 6 === 0 && !states[name]?.endsWith('at the commit')) await look(name);
      seen(states[name] ?? 'not there');
      return states;
    },
    (states) => states[name] === `${state} at the commit`,
  );
}

/** Refreshes an Application and waits until the comparison, and a sync that it started, are over. */
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

/** Returns the identity and generation of every object that a commit for another tenant must not change. */
export async function fingerprints(isCounted: (object: Living) => boolean): Promise<Record<string, string>> {
  const kinds = [
    'namespaces,deployments,jobs,services,serviceaccounts,secrets,resourcequotas,ingresses,networkpolicies',
    'clusters.postgresql.cnpg.io,databases.postgresql.cnpg.io,scheduledbackups.postgresql.cnpg.io',
    'objectstores.barmancloud.cnpg.io,externalsecrets.external-secrets.io,certificates.cert-manager.io',
  ].join();
  const { items } = await kubectlJson<{ items: Living[] }>('get', kinds, '-A');
  const ours = items
    .filter(({ metadata }) => /^(tenant-|mechanicbuddy-)/.test(metadata.namespace ?? metadata.name))
    .filter(isCounted);
  return Object.fromEntries(
    ours.map(({ kind, metadata: { namespace, name, uid, generation } }) => [
      `${kind} ${namespace ?? ''}/${name}`,
      `${uid} ${generation}`,
    ]),
  );
}

/** Reads a value of an object by kubectl's JSONPath. */
export async function value(kind: string, namespace: string, name: string, path: string): Promise<string> {
  const { stdout } = await kubectl(['get', kind, name, '-n', namespace, '-o', `jsonpath=${path}`]);
  return stdout;
}

/** Waits until every Application is at a revision. */
export async function untilAllAt(revision: string): Promise<void> {
  await Promise.all(Object.keys(await applicationStates(revision)).map(look));
  await until(
    120,
    () => applicationStates(revision),
    (states) => Object.values(states).every((state) => state.endsWith('at the commit')),
  );
}

/** Returns how often Argo CD has synced each Application, including syncs that changed nothing. */
export async function syncs(): Promise<Record<string, number>> {
  interface Synced {
    readonly metadata: { readonly name: string };
    readonly status?: { readonly history?: readonly { readonly id: number }[] };
  }
  const { items } = await kubectlJson<{ items: Synced[] }>('get', 'applications', '-n', 'argocd');
  return Object.fromEntries(
    items.map(({ metadata: { name }, status }) => [name, status?.history?.at(-1)?.id ?? 0]),
  );
}
