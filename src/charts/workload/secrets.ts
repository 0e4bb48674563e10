import type { Construct } from 'constructs';
import { ExternalSecret, type ExternalSecretSpec, Password } from '../../../imports/external-secrets.ts';
import type { Platform } from '../../platform/schema.ts';
import { defined } from '../../records/defined.ts';
import { metadata, type Owner, WAVE } from './owner.ts';

/** The keys of the Secret with an instance's generated values, and the length of each value in characters. */
const APP_SECRET_LENGTHS = { 'jwt-secret': 64, 'consumer-secret': 32, 'session-secret': 32 } as const;

export const APP_SECRETS = 'app-secrets';
export const EMAIL_SECRET = 'email';
export const BACKUP_SECRET = 'backup-credentials';

/** Adds the JWT, consumer and session secret of an instance. API and web share the consumer secret. */
export function addAppSecrets(scope: Construct, owner: Owner): void {
  addGenerated(scope, owner, APP_SECRETS, APP_SECRET_LENGTHS);
}

export interface GeneratedOptions {
  readonly namespace?: string;
  /** Whether the Secret is deleted with its ExternalSecret, so that a new one has new values. */
  readonly isShortLived?: boolean;
  readonly template?: NonNullable<NonNullable<ExternalSecretSpec['target']>['template']>;
}

/**
 * Adds a Secret whose values are generated once and never again, not even when the ExternalSecret is created again: it is an
 * orphan and immutable (https://github.com/external-secrets/external-secrets/issues/6640). The values are letters and digits,
 * because they are used in URLs and variables.
 * @param lengths The length in characters of the value for each key.
 */
export function addGenerated(
  scope: Construct,
  owner: Owner,
  name: string,
  lengths: { readonly [key: string]: number },
  { namespace = owner.namespace, template, isShortLived = false }: GeneratedOptions = {},
): void {
  for (const [key, length] of Object.entries(lengths)) {
    new Password(scope, `${name}-${key}`, {
      metadata: metadata(owner, `${name}-${key}`, 'secrets', WAVE.stores, { namespace }),
      spec: {
        length,
        digits: Math.floor(length / 4),
        symbols: 0,
        noUpper: false,
        allowRepeat: true,
        secretKeys: [key],
      },
    });
  }
  new ExternalSecret(scope, name, {
    metadata: metadata(owner, name, 'secrets', WAVE.stores, { namespace }),
    spec: {
      refreshPolicy: 'CreatedOnce',
      target: {
        name,
        ...(isShortLived ? { creationPolicy: 'Owner' } : { creationPolicy: 'Orphan', immutable: true }),
        ...defined({ template }),
      },
      dataFrom: Object.keys(lengths).map((key) => ({
        sourceRef: {
          generatorRef: {
            apiVersion: 'generators.external-secrets.io/v1alpha1',
            kind: 'Password',
            name: `${name}-${key}`,
          },
        },
      })),
    },
  });
}

type StoreKey = keyof Platform['secretStore']['keys'];

/**
 * Adds a Secret with values that an operator put into the secret store. External Secrets copies them again when they change.
 * @param keys The secret store's key for each key of the Secret.
 */
export function addCopied(
  scope: Construct,
  owner: Owner,
  name: string,
  platform: Platform,
  keys: { readonly [key: string]: StoreKey },
  target: Omit<NonNullable<ExternalSecretSpec['target']>, 'name'> = {},
): void {
  const { secretStore } = platform;
  new ExternalSecret(scope, name, {
    metadata: metadata(owner, name, 'secrets', WAVE.secrets),
    spec: {
      refreshInterval: secretStore.refreshInterval,
      secretStoreRef: {
        kind: 'ClusterSecretStore',
        name: owner.type === 'system' ? secretStore.systemName : secretStore.name,
      },
      target: { name, creationPolicy: 'Owner', ...target },
      data: Object.entries(keys).map(([secretKey, from]) => ({
        secretKey,
        remoteRef: { ...secretStore.keys[from] },
      })),
    },
  });
}

/** Adds the Secret for private images, if `images.pullSecret` is set. */
export function addPullSecret(scope: Construct, owner: Owner, platform: Platform): void {
  const { pullSecret } = platform.images;
  if (pullSecret === null) return;
  addCopied(
    scope,
    owner,
    pullSecret,
    platform,
    { '.dockerconfigjson': 'registry' },
    {
      template: { type: 'kubernetes.io/dockerconfigjson' },
    },
  );
}

/** Adds the object store's credentials, unless nodes have their own. */
export function addBackupCredentials(scope: Construct, owner: Owner, platform: Platform): void {
  if (!platform.features.backups || platform.backup.credentials === 'inherit') return;
  addCopied(scope, owner, BACKUP_SECRET, platform, {
    'access-key-id': 'backupAccessKeyId',
    'secret-access-key': 'backupSecretAccessKey',
  });
}
