import { describe, expect, it } from 'vitest';
import {
  ACME,
  BIGSHOP,
  environment,
  ofKind,
  only,
  podTemplates,
  tenantObjects,
} from '../../fixtures/fleet.ts';

const acme = tenantObjects(ACME);
const container = (objects: typeof acme, name: string) =>
  only(objects, 'Deployment', name).spec.template.spec.containers[0];

describe('names and labels', () => {
  it.each([
    ['Namespace', 'tenant-acme'],
    ['Cluster', 'tenant-acme-postgresql'],
    ['Deployment', 'api'],
    ['Deployment', 'web'],
    ['Job', 'db-migration'],
    ['Certificate', 'acme-tls'],
    ['Ingress', 'mechanicbuddy'],
    ['ResourceQuota', 'quota'],
    ['LimitRange', 'defaults'],
    ['ObjectStore', 'backups'],
    ['ScheduledBackup', 'tenant-acme-postgresql'],
    ['PodMonitor', 'tenant-acme-postgresql'],
    ['PodDisruptionBudget', 'api'],
    ['PodDisruptionBudget', 'web'],
    ['ServiceAccount', 'api'],
  ])('renders %s %s', (kind, name) => {
    expect(only(acme, kind, name).metadata.namespace).toBe(kind === 'Namespace' ? undefined : 'tenant-acme');
  });

  it('labels every object and every pod template, so that -l selections of the charts’ manual find them', () => {
    const wanted = {
      'app.kubernetes.io/part-of': 'mechanicbuddy',
      'app.kubernetes.io/instance': 'tenant-acme',
      'app.kubernetes.io/managed-by': 'argocd',
      'mechanicbuddy.app/tenant': 'acme',
      'mechanicbuddy.app/tier': 'professional',
      'mechanicbuddy.app/namespace-type': 'tenant',
      'mechanicbuddy.app/managed-by': 'argocd',
    };
    for (const { metadata } of acme) expect(metadata.labels).toMatchObject(wanted);
    for (const template of podTemplates(acme)) expect(template.metadata.labels).toMatchObject(wanted);
    expect(only(acme, 'Deployment', 'api').spec.template.metadata.labels['app.kubernetes.io/component']).toBe(
      'api',
    );
  });

  it('selects pods by labels that never change', () => {
    for (const { spec } of ofKind(acme, 'Deployment')) {
      expect(Object.keys(spec.selector.matchLabels).sort()).toEqual([
        'app.kubernetes.io/component',
        'app.kubernetes.io/instance',
        'app.kubernetes.io/name',
      ]);
    }
  });
});

describe('numbers of the tiers', () => {
  const numbers = (objects: typeof acme, id: string) => {
    const cluster = only(objects, 'Cluster', `tenant-${id}-postgresql`).spec;
    const of = (name: string) => [
      only(objects, 'Deployment', name).spec.replicas,
      container(objects, name).resources,
    ];
    return {
      api: of('api'),
      web: of('web'),
      database: [cluster.instances, cluster.storage.size, cluster.resources],
    };
  };
  const sizes = (cpu: string, memory: string, cpuLimit: string, memoryLimit: string) => ({
    requests: { cpu, memory },
    limits: { cpu: cpuLimit, memory: memoryLimit },
  });

  it('professional', () => {
    expect(numbers(acme, 'acme')).toEqual({
      api: [2, sizes('1000m', '2Gi', '2000m', '4Gi')],
      web: [2, sizes('500m', '1Gi', '1000m', '2Gi')],
      // As the API server writes them back, or a custom resource would differ for ever: 1000m is 1.
      database: [2, '50Gi', sizes('500m', '1Gi', '1', '2Gi')],
    });
  });

  it('enterprise', () => {
    expect(numbers(tenantObjects(BIGSHOP), 'bigshop')).toEqual({
      api: [3, sizes('2000m', '4Gi', '4000m', '8Gi')],
      web: [3, sizes('1000m', '2Gi', '2000m', '4Gi')],
      database: [3, '200Gi', sizes('1', '2Gi', '2', '4Gi')],
    });
  });
});

describe('environment', () => {
  it('gives the API its variables', () => {
    expect(environment(container(acme, 'api'))).toMatchObject({
      DbOptions__Host: 'tenant-acme-postgresql-rw',
      DbOptions__Port: '5432',
      DbOptions__Name: 'mechanicbuddy',
      DbOptions__UserId: 'mechanicbuddy',
      DbOptions__Password: { secretKeyRef: { name: 'tenant-acme-postgresql-app', key: 'password' } },
      DbOptions__MultiTenancy__Enabled: 'false',
      Cors__Mode: 'restricted',
      Cors__AppHost: 'acme.example.com',
      SmtpOptions__Host: 'smtp.resend.com',
      SmtpOptions__Port: '587',
      SmtpOptions__User: 'resend',
      SmtpOptions__Password: { secretKeyRef: { name: 'email', key: 'api-key' } },
      Kestrel__Endpoints__Http__Url: 'http://0.0.0.0:15567',
      PdfDirectory: '/var/mechanicbuddy/pdf',
      PuppeteerPath: '/opt/puppeteer',
      TENANT_TIER: 'team',
      TZ: 'UTC',
    });
  });

  it('gives the web its variables', () => {
    expect(environment(container(acme, 'web'))).toMatchObject({
      API_URL: 'http://api',
      PORT: '3000',
      NEXT_PUBLIC_API_URL: '',
      NEXT_PUBLIC_SESSION_TIMEOUT: '1500',
      TZ: 'UTC',
    });
  });

  it('gives programs a home that they can write to', () => {
    for (const name of ['api', 'web']) expect(environment(container(acme, name))['HOME']).toBe('/tmp');
  });

  it('gives the migration the database, and nothing that it does not read', () => {
    const job = only(acme, 'Job', 'db-migration').spec;
    expect(job).toMatchObject({ activeDeadlineSeconds: 300, backoffLimit: 3 });
    expect(environment(job.template.spec.initContainers[1])).toEqual({
      HOME: '/tmp',
      DbOptions__Host: 'tenant-acme-postgresql-rw',
      DbOptions__Port: '5432',
      DbOptions__Name: 'mechanicbuddy',
      DbOptions__UserId: 'mechanicbuddy',
      DbOptions__Password: { secretKeyRef: { name: 'tenant-acme-postgresql-app', key: 'password' } },
      TZ: 'UTC',
    });
  });

  it('gives its administrator a generated password before the API rolls out; a rotation another', () => {
    for (const [record, name] of [
      [ACME, 'admin-credentials'],
      [`${ACME}passwordGeneration: 3\n`, 'admin-credentials.3'],
    ] as const) {
      const objects = tenantObjects(record);
      const job = only(objects, 'Job', 'db-migration');
      expect(job.metadata.annotations['argocd.argoproj.io/sync-wave']).toBe('4');
      expect(environment(job.spec.template.spec.containers[0])).toMatchObject({
        TENANT_ID: 'acme',
        OWNER_EMAIL: 'admin@acme.com',
        ADMIN_PASSWORD: { secretKeyRef: { name, key: 'password' } },
      });
      expect(only(objects, 'ExternalSecret', name).spec.target).toMatchObject({
        creationPolicy: 'Orphan',
        immutable: true,
        template: { metadata: { labels: { 'mechanicbuddy.app/tenant': 'acme' } } },
      });
    }
  });

  it('rolls no API out for another address of its owner, or a rotation', () => {
    const api = (record: string) => only(tenantObjects(record), 'Deployment', 'api');
    const changed = ACME.replace('admin@acme.com', 'new@acme.com').concat('passwordGeneration: 2\n');
    expect(api(changed)).toEqual(api(ACME));
  });

  it('lets API and web read the consumer secret from one place', () => {
    const api = environment(container(acme, 'api'))['JwtOptions__ConsumerSecret'];
    expect(api).toEqual({ secretKeyRef: { name: 'app-secrets', key: 'consumer-secret' } });
    expect(environment(container(acme, 'web'))['SERVER_SECRET']).toEqual(api);
  });
});

describe('secrets', () => {
  it('are never rendered', () => {
    expect(ofKind(acme, 'Secret')).toEqual([]);
  });

  it('are drawn once and never again', () => {
    expect(only(acme, 'ExternalSecret', 'app-secrets').spec).toMatchObject({
      refreshPolicy: 'CreatedOnce',
      target: { name: 'app-secrets', creationPolicy: 'Orphan', immutable: true },
    });
    const lengths = ofKind(acme, 'Password').map(({ spec }) => [
      spec.secretKeys[0],
      spec.length,
      spec.symbols,
    ]);
    expect(lengths).toEqual([
      ['jwt-secret', 64, 0],
      ['consumer-secret', 32, 0],
      ['session-secret', 32, 0],
      ['password', 24, 0],
    ]);
  });
});
