import { describe, expect, it } from 'vitest';
import { provisionerRepository } from '../../../src/platform/provisioner.ts';
import { warnings } from '../../../src/platform/warnings.ts';
import { fleetOf, objectsIn, ofKind, only, PLATFORM, rendered } from '../../fixtures/fleet.ts';

const at = (url: string) => PLATFORM.replace('https://git.example.com/platform.git', url);
const GITHUB = at('https://github.com/example/platform.git');
const system = (platform: string) => objectsIn(rendered([], platform), 'dist/system/manifests.yaml');
const objects = system(GITHUB);
const NAME = 'tenant-provisioner';

describe('the webhook service', () => {
  it('runs twice, as the version that renders, and finishes what it began', () => {
    const { spec } = only(objects, 'Deployment', NAME);
    expect(spec.replicas).toBe(2);
    const [container] = spec.template.spec.containers;
    expect(container.image).toBe('ghcr.io/example/tenant-provisioner:test');
    expect(container.readinessProbe.httpGet.path).toBe('/health/ready');
    expect(container.livenessProbe.httpGet.path).toBe('/health/live');
    expect(spec.template.spec.terminationGracePeriodSeconds).toBe(60);
    expect(container.lifecycle.preStop.exec.command).toEqual(['sleep', '5']);
    expect(only(objects, 'Service', NAME).spec.ports).toEqual([
      { name: 'http', port: 80, targetPort: 'http' },
    ]);
    expect(only(objects, 'PodDisruptionBudget', NAME).spec.maxUnavailable).toBe(1);
  });

  it('runs without rights, on a root that cannot be written but for /tmp, within limits', () => {
    const { spec } = only(objects, 'Deployment', NAME).spec.template;
    expect(spec).toMatchObject({
      serviceAccountName: NAME,
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
    });
    const [{ securityContext, resources, volumeMounts }] = spec.containers;
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(resources).toEqual({
      requests: { cpu: '250m', memory: '256Mi' },
      limits: { cpu: '1000m', memory: '512Mi' },
    });
    const written = volumeMounts.filter((mount: { readOnly?: boolean }) => mount.readOnly !== true);
    expect(written).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
    expect(
      ofKind(objects, 'RoleBinding')
        .map((one) => JSON.stringify(one))
        .join(),
    ).not.toContain(NAME);
  });

  it('updates one replica at a time, is spread, and is not killed while Git is away at its start', () => {
    const { strategy, template } = only(objects, 'Deployment', NAME).spec;
    expect(strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(template.spec.topologySpreadConstraints).toHaveLength(2);
    expect(template.spec.containers[0].startupProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
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
      'Exact /api/billing/webhook management-api',
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

  it('is reached by the edge and by Prometheus, and reaches the Internet by TLS and DNS alone', () => {
    const { ingress, egress } = only(objects, 'NetworkPolicy', NAME).spec;
    expect(ingress).toHaveLength(1);
    expect(ingress[0].ports).toEqual([{ protocol: 'TCP', port: 8080 }]);
    expect(
      ingress[0].from.map((peer: { namespaceSelector: { matchLabels: object } }) =>
        Object.values(peer.namespaceSelector.matchLabels).join(),
      ),
    ).toEqual(['ingress-nginx', 'monitoring']);
    expect(egress).toHaveLength(1);
    expect(egress[0].ports).toEqual([
      { protocol: 'TCP', port: 443 },
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ]);
    expect(egress[0].to[0].ipBlock.except).toContain('169.254.0.0/16');
    expect(only(objects, 'ServiceMonitor', NAME).spec.endpoints).toEqual([
      { port: 'http', path: '/metrics' },
    ]);
  });

  it('is not scraped where prometheus-operator is missing', () => {
    const without = system(`${GITHUB}features: {monitoring: false}\n`);
    expect(ofKind(without, 'ServiceMonitor')).toEqual([]);
    expect(only(without, 'NetworkPolicy', NAME).spec.ingress[0].from).toHaveLength(1);
  });

  it('has alerts', () => {
    const [{ rules }] = only(objects, 'PrometheusRule', 'provisioner').spec.groups;
    expect(rules.map(({ alert }: { alert: string }) => alert.replace('MechanicBuddy', ''))).toEqual([
      'ProvisionerDown',
      'ProvisionerNotReady',
      'ProvisionerQueueStuck',
      'ProvisionerCommitsFail',
      'BillingEventRefused',
      'BillingUnapplied',
      'SignupWithoutCheckout',
      'DomainElsewhere',
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
    ['ssh://git@github.com/example/platform.git', 'example/platform'],
    ['https://github.com/example', undefined],
    ['https://notgithub.com/example/platform', undefined],
    ['https://git.example/github.com/example/platform', undefined],
    ['https://github.com.example/example/platform', undefined],
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
