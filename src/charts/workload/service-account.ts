import { KubeServiceAccount } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import { metadata, type Owner, WAVE } from './owner.ts';

/** Adds a program's own service account without a token, because no program calls the API server. */
export function addServiceAccount(scope: Construct, owner: Owner, name: string): void {
  new KubeServiceAccount(scope, `${name}-account`, {
    metadata: metadata(owner, name, name, WAVE.policies),
    automountServiceAccountToken: false,
  });
}
