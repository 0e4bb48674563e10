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
    /** None of an object of the whole cluster. */
    readonly namespace?: string;
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

/** Has Argo CD look at Git for an Application now: its own poll is every 10 seconds here, every 3 minutes as installed. */
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

/** Waits until one Application is in a state at a revision. Health that it passes through is told to `seen`. */
export async function untilApplication(
  name: string,
  revision: string,
  state = 'Synced Healthy',
  seconds = 120,
  seen: (state: string) => void = () => undefined,
): Promise<void> {
  let asked = 0;
  await until(
    seconds,
    async () => {
      const states = await applicationStates(revision);
      // Not there yet, or it has not heard of the commit: one look may come before the other side has it.
      if (asked++ % 6 === 0 && !states[name]?.endsWith('at the commit')) await look(name);
      seen(states[name] ?? 'not there');
      return states;
    },
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

/** One value of an object, by kubectl's own path. */
export async function value(kind: string, namespace: string, name: string, path: string): Promise<string> {
  const { stdout } = await kubectl(['get', kind, name, '-n', namespace, '-o', `jsonpath=${path}`]);
  return stdout;
}

/** Waits until every Application stands at a revision. */
export async function untilAllAt(revision: string): Promise<void> {
  await Promise.all(Object.keys(await applicationStates(revision)).map(look));
  await until(
    120,
    () => applicationStates(revision),
    (states) => Object.values(states).every((state) => state.endsWith('at the commit')),
  );
}

/** How often Argo CD has applied each Application: a sync that changed nothing leaves its mark too. */
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
