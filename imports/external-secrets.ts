import type { IClusterSecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ClusterSecretStore';
import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { IPassword } from '@kubernetes-models/external-secrets/generators.external-secrets.io/v1alpha1/Password';
import { customResource } from './custom-resource.ts';

/** external-secrets.io and its generators (External Secrets 2.9). */
export type ExternalSecretSpec = NonNullable<IExternalSecret['spec']>;

export class ExternalSecret extends customResource<ExternalSecretSpec>(
  'external-secrets.io/v1',
  'ExternalSecret',
) {}
export class SecretStore extends customResource<NonNullable<ISecretStore['spec']>>(
  'external-secrets.io/v1',
  'SecretStore',
) {}
export class ClusterSecretStore extends customResource<NonNullable<IClusterSecretStore['spec']>>(
  'external-secrets.io/v1',
  'ClusterSecretStore',
) {}
/** `secretKeys` (the names that values get) is newer than the typed package. */
type PasswordSpec = NonNullable<IPassword['spec']> & { readonly secretKeys?: readonly string[] };

export class Password extends customResource<PasswordSpec>(
  'generators.external-secrets.io/v1alpha1',
  'Password',
) {}
