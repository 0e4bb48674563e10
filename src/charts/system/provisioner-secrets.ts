import { type ApiObject, JsonPatch } from 'cdk8s';
import type { Volume, VolumeMount } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import type { Environment } from '../workload/environment.ts';
import { addCopied } from '../workload/secrets.ts';
import { systemOwner as owner, PROVISIONER_SECRETS } from './names.ts';

type StoreKeys = Readonly<Record<string, keyof Platform['secretStore']['keys']>>;

const FOLDER = '/etc/tenant-provisioner';
const VOLUME = 'secrets';

/** The secret store's key for each key of the service's Secret. The key is also the file's name. */
function secretsOf({ system, subscribers }: Platform): StoreKeys {
  const isApp = system.provisioner.github.app !== undefined;
  return {
    ...(isApp
      ? { 'github-app-private-key': 'provisionerGithubKey' }
      : { 'github-token': 'provisionerGithubToken' }),
    'stripe-webhook-secret': 'provisionerStripeSecret',
    'stripe-secret-key': 'stripeSecretKey',
    'signup-webhook-secret': 'provisionerSignupSecret',
    'admin-tokens': 'provisionerAdminTokens',
    ...(subscribers.length === 0 ? {} : { 'subscriber-secret': 'provisionerSubscriberSecret' }),
  };
}

/** Adds the Secret with the service's tokens and keys. */
export function addProvisionerSecrets(scope: Construct, platform: Platform): void {
  addCopied(scope, owner, PROVISIONER_SECRETS, platform, secretsOf(platform));
}

/** Returns `GITHUB_TOKEN_FILE` and so on: the environment and the pod's description contain only paths. */
export function secretFiles(platform: Platform): Environment {
  const variable = (key: string) => `${key.toUpperCase().replaceAll('-', '_')}_FILE`;
  return Object.fromEntries(
    Object.keys(secretsOf(platform)).map((key) => [variable(key), `${FOLDER}/${key}`]),
  );
}

/** Mounts the files into the service's Deployment, the only program with secrets as files. */
export function mountSecrets(deployment: ApiObject): void {
  // Readable by the group, which is the pod's fsGroup.
  const volume: Volume = { name: VOLUME, secret: { secretName: PROVISIONER_SECRETS, defaultMode: 0o440 } };
  const mount: VolumeMount = { name: VOLUME, mountPath: FOLDER, readOnly: true };
  const spec = '/spec/template/spec';
  deployment.addJsonPatch(
    JsonPatch.add(`${spec}/volumes/-`, volume),
    JsonPatch.add(`${spec}/containers/0/volumeMounts/-`, mount),
  );
}
