import { defined } from '../../records/defined.ts';

/**
 * Returns the API server's certificate authority, which every namespace has in a ConfigMap.
 * @param namespace Only a ClusterSecretStore has to name it.
 */
export function clusterAuthority(namespace?: string) {
  return {
    type: 'ConfigMap' as const,
    name: 'kube-root-ca.crt',
    key: 'ca.crt',
    ...defined({ namespace }),
  };
}
