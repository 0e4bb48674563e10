import { describe, expect, it } from 'vitest';
import { provisionerRepository } from '../../../src/platform/provisioner.ts';
import { warnings } from '../../../src/platform/warnings.ts';
import {
  containersOf,
  environment,
  fleetOf,
  objectsIn,
  ofKind,
  only,
  PLATFORM,
  rendered,
} from '../../fixtures/fleet.ts';

const at = (url: string) => PLATFORM.replace('https://git.example.com/platform.git', url);
const GITHUB = at('https://github.com/example/platform.git');
const system = (platform: string) => objectsIn(rendered([], platform), 'dist/system/manifests.yaml');
const objects = system(GITHUB);
const NAME = 'tenant-provisioner';
const variables = (all = objects) =>
  environment(containersOf(only(all, 'Deployment', NAME).spec.template)[0]);

describe('the webhook service', () => {
  it('runs twice, as the version that renders, and finishes what it began', () => {
    const { spec } = only(objects, 'Deployment', NAME);
    expect(spec.replicas).toBe(2);
    const [container] = spec.template.spec.containers;
    expect(container.image).toBe('ghcr.io/mechanicbuddy/tenant-provisioner:test');
    expect(container.readinessProbe.httpGet.path).toBe('/health/ready');
    expect(container.livenessProbe.httpGet.path).toBe('/health/live');
    expect(spec.template.spec.terminationGracePeriodSeconds).toBe(60);
    expect(container.lifecycle.preStop.exec.command).toEqual(['sleep', '5']);
    expect(only(objects, 'Service', NAME).spec.ports).toEqual([
      { name: 'http', port: 80, targetPort: 'http' },
    ]);
    expect(only(objects, 'PodDisruptionBudget', NAME).spec.maxUnavailable).toBe(1);
  });

  it('commits to the repository that Argo CD reads, with secrets that nobody else has', () => {
    const secret = (key: string, name = 'tenant-provisioner-secrets') => ({ secretKeyRef: { name, key } });
    expect(variables()).toMatchObject({
      GIT_ADAPTER: 'github',
      GIT_BRANCH: 'main',
      GITHUB_REPOSITORY: 'example/platform',
      GITHUB_API_URL: 'https://api.github.com',
      GITHUB_TOKEN: secret('github-token'),
      STRIPE_WEBHOOK_SECRET: secret('stripe-webhook-secret'),
      STRIPE_SECRET_KEY: secret('secret-key', 'stripe'),
      SIGNUP_WEBHOOK_SECRET: secret('signup-webhook-secret'),
      ADMIN_TOKENS: secret('admin-tokens'),
      PROXY_HOPS: '1',
    });
    expect(variables()).not.toHaveProperty('SUBSCRIBER_SECRET');
    const { secretStoreRef, data } = only(objects, 'ExternalSecret', 'tenant-provisioner-secrets').spec;
    expect(secretStoreRef.name).toBe('mechanicbuddy-system');
    expect(data.map(({ secretKey }: { secretKey: string }) => secretKey)).toEqual([
      'github-token',
      'stripe-webhook-secret',
      'signup-webhook-secret',
      'admin-tokens',
    ]);
  });

  it('is a GitHub App where platform.yaml names one, and tells subscribers where there are some', () => {
    const app = `${GITHUB}system: {provisioner: {github: {app: {id: "7", installationId: "9"}}}}\nsubscribers: [{url: https://billing.example.com/}]\n`;
    expect(variables(system(app))).toMatchObject({
      GITHUB_APP_ID: '7',
      GITHUB_INSTALLATION_ID: '9',
      GITHUB_APP_PRIVATE_KEY: { secretKeyRef: { key: 'github-app-private-key' } },
      SUBSCRIBER_SECRET: { secretKeyRef: { key: 'subscriber-secret' } },
    });
    expect(variables(system(app))).not.toHaveProperty('GITHUB_TOKEN');
  });

  it('gets exactly /api/tenants and /webhooks of the API’s host; webhooks are not limited by address', () => {
    const paths = (name: string) =>
      only(objects, 'Ingress', name).spec.rules[0].http.paths.map(
        ({
          path,
          pathType,
          backend,
        }: {
          path: string;
          pathType: string;
          backend: { service: { name: string } };
        }) => `${pathType} ${path} ${backend.service.name}`,
      );
    expect(paths('management-api')).toEqual([
      'Prefix /api/tenants tenant-provisioner',
      'Prefix / management-api',
    ]);
    expect(paths('tenant-provisioner-webhooks')).toEqual(['Prefix /webhooks tenant-provisioner']);
    const limits = (name: string) =>
      Object.keys(only(objects, 'Ingress', name).metadata.annotations).filter((key) =>
        key.includes('limit-'),
      );
    expect(limits('management-api')).toHaveLength(2);
    expect(limits('tenant-provisioner-webhooks')).toEqual([]);
    expect(only(objects, 'Ingress', 'tenant-provisioner-webhooks').spec.tls).toEqual([
      { hosts: ['api.example.com'], secretName: 'management-api-tls' },
    ]);
  });

  it('is reached by the edge and by Prometheus, and reaches the Internet by TLS alone', () => {
    const { ingress, egress } = only(objects, 'NetworkPolicy', NAME).spec;
    expect(ingress).toHaveLength(1);
    expect(ingress[0].ports).toEqual([{ protocol: 'TCP', port: 8080 }]);
    expect(
      ingress[0].from.map((peer: { namespaceSelector: { matchLabels: object } }) =>
        Object.values(peer.namespaceSelector.matchLabels).join(),
      ),
    ).toEqual(['ingress-nginx', 'monitoring']);
    expect(egress).toHaveLength(1);
    expect(egress[0].ports).toEqual([{ protocol: 'TCP', port: 443 }]);
    expect(egress[0].to[0].ipBlock.except).toContain('169.254.0.0/16');
    expect(only(objects, 'ServiceMonitor', NAME).spec.endpoints).toEqual([
      { port: 'http', path: '/metrics' },
    ]);
  });

  it('has room in the quota for its rolling update', () => {
    const pods = (all: typeof objects) => Number(only(all, 'ResourceQuota', 'quota').spec.hard.pods);
    expect(pods(objects) - pods(system(PLATFORM))).toBe(2 + 2);
  });
});

describe('where its repository is', () => {
  const repositoryOf = (platform: string) => provisionerRepository(fleetOf([], platform).platform);

  it.each([
    ['https://github.com/example/platform', 'example/platform'],
    ['https://github.com/example/platform.git', 'example/platform'],
    ['git@github.com:example/the.platform.git', 'example/the.platform'],
    ['https://git.example.com/example/platform.git', undefined],
    ['https://github.com/example', undefined],
  ])('%s', (url, repository) => {
    expect(repositoryOf(at(url))).toBe(repository);
  });

  it('can be said; switched off, or elsewhere, nothing of it is rendered, and the latter is told', () => {
    const said = `${PLATFORM}system: {provisioner: {github: {repository: example/platform}}}\n`;
    expect(repositoryOf(said)).toBe('example/platform');
    for (const platform of [PLATFORM, `${GITHUB}system: {provisioner: {enabled: false}}\n`]) {
      const all = system(platform);
      expect(all.filter(({ metadata }) => metadata.name.startsWith(NAME))).toEqual([]);
      expect(ofKind(all, 'PrometheusRule').map(({ metadata }) => metadata.name)).not.toContain('provisioner');
    }
    const told = (platform: string) =>
      warnings(fleetOf([], platform).platform).filter((line) => line.includes('webhook service'));
    expect(told(PLATFORM)).toHaveLength(1);
    expect(told(GITHUB)).toEqual([]);
    expect(told(`${PLATFORM}system: {provisioner: {enabled: false}}\n`)).toEqual([]);
  });
});
