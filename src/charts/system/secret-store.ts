import {
  KubeNamespace,
  KubeRole,
  KubeRoleBinding,
  KubeServiceAccount,
} from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import { ClusterSecretStore } from '../../../imports/external-secrets.ts';
import type { Platform } from '../../platform/schema.ts';
import { clusterAuthority } from '../workload/authority.ts';
import { metadata, type Owner, PROTECTED, WAVE } from '../workload/owner.ts';
import { systemOwner as owner } from './names.ts';

type Keys = Platform['secretStore']['keys'];

/** Keys that tenants and the free tier may read. Only the management plane may read the others. */
const OF_TENANTS: readonly (keyof Keys)[] = [
  'resendApiKey',
  'registry',
  'backupAccessKeyId',
  'backupSecretAccessKey',
];

interface StoreProps {
  readonly name: string;
  readonly namespace: string;
  /** The Secrets that the store may read. */
  readonly secrets: readonly string[];
  /** The types of namespaces that may use the store. */
  readonly types: readonly Owner['type'][];
}

/**
 * Adds the namespace of the secrets that operators create, and two stores that read from it. Each store has a service account
 * that may read only the Secrets named for it. With `secretStore.provider: existing`, stores of the company are used instead.
 */
export function addSecretStores(scope: Construct, { secretStore, system }: Platform): void {
  if (secretStore.provider === 'existing') return;
  const { namespace, name, systemName, keys } = secretStore;
  new KubeNamespace(scope, 'secrets-namespace', {
    metadata: metadata(owner, namespace, 'secrets', WAVE.namespace, {
      namespace: null,
      syncOptions: PROTECTED,
    }),
  });
  const isRead = (key: string) => key !== 'databasePassword' || system.database.password === 'given';
  const read = (Object.keys(keys) as (keyof Keys)[]).filter(isRead);
  const secretsOf = (chosen: readonly (keyof Keys)[]) => [...new Set(chosen.map((key) => keys[key].key))];
  addStore(scope, { name, namespace, secrets: secretsOf(OF_TENANTS), types: ['free-tier', 'tenant'] });
  addStore(scope, { name: systemName, namespace, secrets: secretsOf(read), types: ['system'] });
}

function addStore(scope: Construct, { name, namespace, secrets, types }: StoreProps): void {
  const reader = metadata(owner, `${name}-reader`, 'secrets', WAVE.policies, { namespace });
  new KubeServiceAccount(scope, `${name}-account`, { metadata: reader });
  new KubeRole(scope, `${name}-role`, {
    metadata: reader,
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [...secrets], verbs: ['get'] }],
  });
  new KubeRoleBinding(scope, `${name}-binding`, {
    metadata: reader,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: reader.name },
    subjects: [{ kind: 'ServiceAccount', name: reader.name, namespace }],
  });
  new ClusterSecretStore(scope, `${name}-store`, {
    metadata: metadata(owner, name, 'secrets', WAVE.stores, { namespace: null }),
    spec: {
      conditions: types.map((type) => ({
        namespaceSelector: {
          matchLabels: {
            'app.kubernetes.io/part-of': 'mechanicbuddy',
            'mechanicbuddy.app/namespace-type': type,
          },
        },
      })),
      provider: {
        kubernetes: {
          remoteNamespace: namespace,
          server: { caProvider: clusterAuthority(namespace) },
          auth: { serviceAccount: { name: reader.name, namespace } },
        },
      },
    },
  });
}
