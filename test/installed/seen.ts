import { kubectlJson } from '../cluster/kubectl.ts';

interface Living {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

const KINDS = [
  'deployments,services,configmaps,secrets,serviceaccounts,ingresses,networkpolicies,cronjobs,jobs',
  'persistentvolumeclaims,resourcequotas,limitranges,poddisruptionbudgets,horizontalpodautoscalers',
  'clusters.postgresql.cnpg.io,databases.postgresql.cnpg.io,scheduledbackups.postgresql.cnpg.io',
  'externalsecrets.external-secrets.io,certificates.cert-manager.io',
].join();

/** Every object of some namespaces and of the charts' Argo CD objects: its identity, generation and labels. */
export async function fingerprints(namespaces: readonly string[]): Promise<Record<string, string>> {
  const inside = await Promise.all(
    namespaces.map((namespace) => kubectlJson<{ items: Living[] }>('get', KINDS, '-n', namespace)),
  );
  const own = await kubectlJson<{ items: Living[] }>('get', 'namespaces', ...namespaces);
  const argocd = await kubectlJson<{ items: Living[] }>(
    'get',
    'applications,applicationsets,appprojects',
    '-n',
    'argocd',
  );
  const theirs = argocd.items.filter(
    ({ metadata }) => !metadata.name.startsWith('mechanicbuddy-platform') && metadata.name !== 'default',
  );
  return Object.fromEntries(
    [...inside.flatMap(({ items }) => items), ...own.items, ...theirs].map(({ kind, metadata }) => [
      `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      // An Application's status counts as a generation, and its own controller writes it.
      JSON.stringify([
        metadata.uid,
        kind === 'Application' ? 0 : metadata.generation,
        metadata.labels,
        metadata.deletionTimestamp,
      ]),
    ]),
  );
}

interface Pod extends Living {
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Every pod outside of the cluster's own namespaces. */
export async function pods() {
  const { items } = await kubectlJson<{ items: Pod[] }>('get', 'pods', '-A');
  return items.map(({ metadata, status }) => ({
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    labels: metadata.labels ?? {},
    isReady: (status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True'),
  }));
}

interface Slice extends Living {
  readonly endpoints: readonly { readonly targetRef?: { readonly name: string } }[] | null;
}

export interface Served {
  readonly namespace: string;
  readonly service: string;
  readonly pods: readonly string[];
}

/** Each EndpointSlice with the names of its pods. */
export async function endpointSlices(namespaces: readonly string[]): Promise<Served[]> {
  const { items } = await kubectlJson<{ items: Slice[] }>('get', 'endpointslices', '-A');
  return items
    .filter(({ metadata }) => namespaces.includes(metadata.namespace ?? ''))
    .map(({ metadata, endpoints }) => ({
      namespace: metadata.namespace ?? '',
      service: metadata.labels?.['kubernetes.io/service-name'] ?? '',
      pods: (endpoints ?? []).flatMap(({ targetRef }) => (targetRef === undefined ? [] : [targetRef.name])),
    }));
}

/** Who made the pods of an EndpointSlice: `Helm`, `argocd`. */
export async function ownersOf({ namespace, pods: names }: Served): Promise<string[]> {
  const all = await pods();
  const found = all.filter((pod) => pod.namespace === namespace && names.includes(pod.name));
  return [...new Set(found.map(({ labels }) => labels['app.kubernetes.io/managed-by'] ?? ''))];
}
