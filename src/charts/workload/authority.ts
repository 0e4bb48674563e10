/** Where every namespace finds the API server's certificate authority; a ClusterSecretStore has to name the namespace. */
export function clusterAuthority(namespace?: string) {
  return {
    type: 'ConfigMap' as const,
    name: 'kube-root-ca.crt',
    key: 'ca.crt',
    ...(namespace === undefined ? {} : { namespace }),
  };
}
