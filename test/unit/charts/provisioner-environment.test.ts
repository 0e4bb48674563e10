import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/service/environment.ts';
import {
  containersOf,
  environment,
  objectsIn,
  ofKind,
  only,
  PLATFORM,
  type Rendered,
  rendered,
} from '../../fixtures/fleet.ts';

const GITHUB = PLATFORM.replace('https://git.example.com/', 'https://github.com/example/');
const APP = `${GITHUB}system: {provisioner: {github: {app: {id: "7", installationId: "9"}}}}
subscribers: [{url: https://billing.example.com/}]
`;
const NAME = 'tenant-provisioner';
const FOLDER = '/etc/tenant-provisioner';
const system = (platform: string) => objectsIn(rendered([], platform), 'dist/system/manifests.yaml');
const objects = system(GITHUB);

function variables(all: readonly Rendered[]): Record<string, string> {
  const given = environment(containersOf(only(all, 'Deployment', NAME).spec.template)[0]);
  for (const value of Object.values(given)) expect(typeof value).toBe('string');
  return given as Record<string, string>;
}

/** The variables that name a file. */
const filesOf = (all: readonly Rendered[]) =>
  Object.fromEntries(Object.entries(variables(all)).filter(([name]) => name.endsWith('_FILE')));

const secretKeys = (all: readonly Rendered[]): string[] =>
  only(all, 'ExternalSecret', `${NAME}-secrets`).spec.data.map(
    ({ secretKey }: { secretKey: string }) => secretKey,
  );

describe('the webhook service’s environment', () => {
  it('commits to the repository that Argo CD reads, within the default limits', () => {
    expect(variables(objects)).toMatchObject({
      PORT: '8080',
      GIT_ADAPTER: 'github',
      GIT_BRANCH: 'main',
      GITHUB_REPOSITORY: 'example/platform',
      GITHUB_API_URL: 'https://api.github.com',
      BODY_LIMIT: '1048576',
      RATE_LIMIT_MAX: '300',
      QUEUE_LIMIT: '1000',
      PROXY_HOPS: '1',
    });
  });

  it('gets its secrets as files that nobody else has, out of the management plane’s store', () => {
    expect(filesOf(objects)).toEqual({
      GITHUB_TOKEN_FILE: '/etc/tenant-provisioner/github-token',
      STRIPE_WEBHOOK_SECRET_FILE: '/etc/tenant-provisioner/stripe-webhook-secret',
      STRIPE_SECRET_KEY_FILE: '/etc/tenant-provisioner/stripe-secret-key',
      SIGNUP_WEBHOOK_SECRET_FILE: '/etc/tenant-provisioner/signup-webhook-secret',
      ADMIN_TOKENS_FILE: '/etc/tenant-provisioner/admin-tokens',
    });
    const { volumes, containers } = only(objects, 'Deployment', NAME).spec.template.spec;
    expect(volumes).toContainEqual({
      name: 'secrets',
      secret: { secretName: 'tenant-provisioner-secrets', defaultMode: 0o440 },
    });
    expect(containers[0].volumeMounts).toContainEqual({
      name: 'secrets',
      mountPath: '/etc/tenant-provisioner',
      readOnly: true,
    });
    const { secretStoreRef } = only(objects, 'ExternalSecret', 'tenant-provisioner-secrets').spec;
    expect(secretStoreRef.name).toBe('mechanicbuddy-system');
    expect(secretKeys(objects)).toEqual([
      'github-token',
      'stripe-webhook-secret',
      'stripe-secret-key',
      'signup-webhook-secret',
      'admin-tokens',
    ]);
    const mounting = ofKind(objects, 'Deployment').filter((one) =>
      JSON.stringify(one).includes('tenant-provisioner-secrets'),
    );
    expect(mounting.map(({ metadata }) => metadata.name)).toEqual([NAME]);
  });

  it('is a GitHub App where platform.yaml names one, and tells subscribers where there are some', () => {
    const app = system(APP);
    expect(variables(app)).toMatchObject({
      GITHUB_APP_ID: '7',
      GITHUB_INSTALLATION_ID: '9',
      GITHUB_APP_PRIVATE_KEY_FILE: '/etc/tenant-provisioner/github-app-private-key',
      SUBSCRIBER_SECRET_FILE: '/etc/tenant-provisioner/subscriber-secret',
    });
    expect(variables(app)).not.toHaveProperty('GITHUB_TOKEN_FILE');
    expect(variables(objects)).not.toHaveProperty('SUBSCRIBER_SECRET_FILE');
  });

  it('is as platform.yaml says: replicas, tag, address of the API, limits', () => {
    const said = system(
      `${GITHUB}system: {provisioner: {replicas: 3, version: v2.0.0, bodyLimit: 2048, rateLimitMax: 5, queueLimit: 7, github: {apiUrl: https://github.example.com/api/v3}}}\n`,
    );
    const { spec } = only(said, 'Deployment', NAME);
    expect(spec.replicas).toBe(3);
    expect(spec.template.spec.containers[0].image).toBe('ghcr.io/example/tenant-provisioner:v2.0.0');
    expect(variables(said)).toMatchObject({
      GITHUB_API_URL: 'https://github.example.com/api/v3',
      BODY_LIMIT: '2048',
      RATE_LIMIT_MAX: '5',
      QUEUE_LIMIT: '7',
    });
  });
});

describe('what the service makes of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mechanicbuddy-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const contentOf = (key: string) => {
    if (key === 'admin-tokens') return 'you=another-long-random-text';
    return key === 'github-app-private-key' ? 'PRIVATE KEY' : `the text of ${key}`;
  };

  /** The pod's variables, with the Secret's files in a folder here. */
  const read = (all: readonly Rendered[]) => {
    for (const key of secretKeys(all)) writeFileSync(join(folder, key), `${contentOf(key)}\n`);
    const here = Object.entries(variables(all)).map(([name, value]) => [name, value.replace(FOLDER, folder)]);
    return readEnvironment(Object.fromEntries(here));
  };

  it('is complete with a token', () => {
    expect(read(objects)).toMatchObject({
      kind: 'environment',
      environment: {
        GITHUB_REPOSITORY: 'example/platform',
        GITHUB_TOKEN: contentOf('github-token'),
        STRIPE_WEBHOOK_SECRET: [contentOf('stripe-webhook-secret')],
        STRIPE_SECRET_KEY: contentOf('stripe-secret-key'),
        SIGNUP_WEBHOOK_SECRET: [contentOf('signup-webhook-secret')],
        ADMIN_TOKENS: new Map([['you', 'another-long-random-text']]),
        QUEUE_LIMIT: 1000,
      },
    });
  });

  it('is complete as a GitHub App that tells subscribers', () => {
    expect(read(system(APP))).toMatchObject({
      kind: 'environment',
      environment: {
        GITHUB_APP_ID: '7',
        GITHUB_INSTALLATION_ID: '9',
        GITHUB_APP_PRIVATE_KEY: 'PRIVATE KEY',
        SUBSCRIBER_SECRET: [contentOf('subscriber-secret')],
      },
    });
  });
});
