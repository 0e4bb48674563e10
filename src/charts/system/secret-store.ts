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
import { metadata, PROTECTED, WAVE } from '../workload/owner.ts';
import { systemOwner as owner } from './names.ts';

const READER = 'external-secrets-reader';

/**
 * The one place of given secrets: a namespace whose named Secrets, and no others, a service account may read. It
 * serves MechanicBuddy's namespaces only. A company's own store takes its place by name (`secretStore.provider`).
 */
export function addSecretStore(scope: Construct, { secretStore }: Platform): void {
  if (secretStore.provider === 'existing') return;
  const { namespace, name, keys } = secretStore;
  new KubeNamespace(scope, 'secrets-namespace', {
    metadata: metadata(owner, namespace, 'secrets', WAVE.policies, {
      namespace: null,
      syncOptions: PROTECTED,
    }),
  });
  const reader = metadata(owner, READER, 'secrets', WAVE.policies, { namespace });
  new KubeServiceAccount(scope, 'secrets-reader', { metadata: reader });
  new KubeRole(scope, 'secrets-role', {
    metadata: reader,
    rules: [
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: [...new Set(Object.values(keys).map(({ key }) => key))],
        verbs: ['get'],
      },
    ],
  });
  new KubeRoleBinding(scope, 'secrets-binding', {
    metadata: reader,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: READER },
    subjects: [{ kind: 'ServiceAccount', name: READER, namespace }],
  });
  new ClusterSecretStore(scope, 'secret-store', {
    metadata: metadata(owner, name, 'secrets', WAVE.secrets, { namespace: null }),
    spec: {
      conditions: [{ namespaceSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'mechanicbuddy' } } }],
      provider: {
        kubernetes: {
          remoteNamespace: namespace,
          server: { caProvider: clusterAuthority(namespace) },
          auth: { serviceAccount: { name: READER, namespace } },
        },
      },
    },
  });
}
