import { KubeServiceAccount } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import { metadata, type Owner, WAVE } from './owner.ts';

/** A program's own account, without a token: none of them talks to the API server. */
export function addServiceAccount(scope: Construct, owner: Owner, name: string): void {
  new KubeServiceAccount(scope, `${name}-account`, {
    metadata: metadata(owner, name, name, WAVE.policies),
    automountServiceAccountToken: false,
  });
}
