import { KubeNamespace } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import { metadata, type Owner, PROTECTED, WAVE } from './owner.ts';

/** Adds the owner's namespace, which enforces the pod security standard “restricted”. If protected, a missing file does not delete it. */
export function addNamespace(
  scope: Construct,
  owner: Owner,
  options: { readonly isProtected: boolean },
): KubeNamespace {
  const restricted = ['enforce', 'audit', 'warn'].map((mode) => [
    `pod-security.kubernetes.io/${mode}`,
    'restricted',
  ]);
  return new KubeNamespace(scope, 'namespace', {
    metadata: metadata(owner, owner.namespace, 'namespace', WAVE.namespace, {
      namespace: null,
      labels: Object.fromEntries(restricted),
      ...(options.isProtected ? { syncOptions: PROTECTED } : {}),
    }),
  });
}
