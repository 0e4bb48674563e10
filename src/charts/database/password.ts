import { KubeRole, KubeRoleBinding, KubeServiceAccount } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import { ExternalSecret, SecretStore } from '../../../imports/external-secrets.ts';
import type { Platform } from '../../platform/schema.ts';
import { SYSTEM_NAMESPACE } from '../system/names.ts';
import { clusterAuthority } from '../workload/authority.ts';
import { metadata, type Owner, WAVE } from '../workload/owner.ts';
import { addGenerated, type GeneratedOptions } from '../workload/secrets.ts';

/**
 * Adds a role's generated password in the namespace of the shared PostgreSQL, where the role is declared.
 * @param options `name` is the Secret's name.
 */
export function addRolePassword(
  scope: Construct,
  owner: Owner,
  { name, role, ...options }: { readonly name: string; readonly role: string } & GeneratedOptions,
): void {
  addGenerated(
    scope,
    owner,
    name,
    { password: 32 },
    {
      ...options,
      namespace: SYSTEM_NAMESPACE,
      template: {
        type: 'kubernetes.io/basic-auth',
        metadata: { labels: { 'cnpg.io/reload': 'true' } },
        data: { username: role, password: '{{ .password }}' },
      },
    },
  );
}

/** Lets a service account of another namespace, with the Secret's name, read this Secret and no other. */
export function addPasswordReader(scope: Construct, owner: Owner, name: string, namespace: string): void {
  const inSystem = metadata(owner, `${name}-reader`, 'secrets', WAVE.policies, {
    namespace: SYSTEM_NAMESPACE,
  });
  new KubeRole(scope, `${name}-reader-role`, {
    metadata: inSystem,
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [name], verbs: ['get'] }],
  });
  new KubeRoleBinding(scope, `${name}-reader-binding`, {
    metadata: inSystem,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `${name}-reader` },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
}

/** Copies the password into the owner's namespace with the rights of that service account. */
export function addPasswordCopy(scope: Construct, owner: Owner, platform: Platform, name: string): void {
  new KubeServiceAccount(scope, `${name}-reader`, {
    metadata: metadata(owner, name, 'secrets', WAVE.policies),
  });
  new SecretStore(scope, `${name}-store`, {
    metadata: metadata(owner, name, 'secrets', WAVE.stores),
    spec: {
      provider: {
        kubernetes: {
          remoteNamespace: SYSTEM_NAMESPACE,
          server: { caProvider: clusterAuthority() },
          auth: { serviceAccount: { name } },
        },
      },
    },
  });
  new ExternalSecret(scope, `${name}-copy`, {
    metadata: metadata(owner, name, 'secrets', WAVE.secrets),
    spec: {
      refreshInterval: platform.secretStore.refreshInterval,
      secretStoreRef: { kind: 'SecretStore', name },
      target: { name, creationPolicy: 'Owner' },
      data: [{ secretKey: 'password', remoteRef: { key: name, property: 'password' } }],
    },
  });
}
