import { KubeRole, KubeRoleBinding, KubeServiceAccount } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import { ExternalSecret, SecretStore } from '../../../imports/external-secrets.ts';
import type { Platform } from '../../platform/schema.ts';
import { SYSTEM_NAMESPACE } from '../system/names.ts';
import { clusterAuthority } from '../workload/authority.ts';
import { metadata, WAVE } from '../workload/owner.ts';
import { addGenerated } from '../workload/secrets.ts';
import { FREE_TIER_ROLE, FREE_TIER_DATABASE_SECRET as NAME, freeTierOwner as owner } from './names.ts';

/**
 * The password of the free tier's role: made once beside the shared PostgreSQL, where the role is declared, and
 * copied into the free tier by a service account that may read this one Secret.
 */
export function addDatabaseCredentials(scope: Construct, platform: Platform): void {
  addGenerated(
    scope,
    owner,
    NAME,
    { password: 32 },
    {
      namespace: SYSTEM_NAMESPACE,
      template: {
        type: 'kubernetes.io/basic-auth',
        metadata: { labels: { 'cnpg.io/reload': 'true' } },
        data: { username: FREE_TIER_ROLE, password: '{{ .password }}' },
      },
    },
  );
  addReader(scope);
  new SecretStore(scope, 'database-store', {
    metadata: metadata(owner, NAME, 'secrets', WAVE.stores),
    spec: {
      provider: {
        kubernetes: {
          remoteNamespace: SYSTEM_NAMESPACE,
          server: { caProvider: clusterAuthority() },
          auth: { serviceAccount: { name: NAME } },
        },
      },
    },
  });
  new ExternalSecret(scope, 'database-copy', {
    metadata: metadata(owner, NAME, 'secrets', WAVE.secrets),
    spec: {
      refreshInterval: platform.secretStore.refreshInterval,
      secretStoreRef: { kind: 'SecretStore', name: NAME },
      target: { name: NAME, creationPolicy: 'Owner' },
      data: [{ secretKey: 'password', remoteRef: { key: NAME, property: 'password' } }],
    },
  });
}

function addReader(scope: Construct): void {
  const inSystem = metadata(owner, `${NAME}-reader`, 'secrets', WAVE.policies, {
    namespace: SYSTEM_NAMESPACE,
  });
  new KubeServiceAccount(scope, 'database-reader', {
    metadata: metadata(owner, NAME, 'secrets', WAVE.policies),
  });
  new KubeRole(scope, 'database-reader-role', {
    metadata: inSystem,
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [NAME], verbs: ['get'] }],
  });
  new KubeRoleBinding(scope, 'database-reader-binding', {
    metadata: inSystem,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `${NAME}-reader` },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: owner.namespace }],
  });
}
