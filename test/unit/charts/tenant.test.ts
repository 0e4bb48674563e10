import { describe, expect, it } from 'vitest';
import {
  ACME,
  BIGSHOP,
  containersOf,
  environment,
  objectsIn,
  ofKind,
  only,
  PLATFORM,
  podTemplates,
  rendered,
  tenantObjects,
} from '../../fixtures/fleet.ts';

const acme = tenantObjects(ACME);
const suspended = tenantObjects(`${ACME}status: suspended\nsuspendedBy: billing\n`);
const container = (objects: typeof acme, name: string) =>
  only(objects, 'Deployment', name).spec.template.spec.containers[0];

describe('names and labels (seed)', () => {
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

  it('labels every object and every pod template, so that the seed’s -l selections find them', () => {
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
      ]);
    }
  });
});

describe('numbers of the tiers (seed, “Tenant Chart Configuration”)', () => {
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
      database: [2, '50Gi', sizes('500m', '1Gi', '1000m', '2Gi')],
    });
  });

  it('enterprise', () => {
    expect(numbers(tenantObjects(BIGSHOP), 'bigshop')).toEqual({
      api: [3, sizes('2000m', '4Gi', '4000m', '8Gi')],
      web: [3, sizes('1000m', '2Gi', '2000m', '4Gi')],
      database: [3, '200Gi', sizes('1000m', '2Gi', '2000m', '4Gi')],
    });
  });
});

describe('environment (application contract)', () => {
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
      SmtpOptions__From: 'noreply@example.com',
      PdfDirectory: '/var/mechanicbuddy/pdf',
      PuppeteerPath: '/opt/puppeteer',
      TENANT_ID: 'acme',
    });
  });

  it('gives the web its variables', () => {
    expect(environment(container(acme, 'web'))).toMatchObject({
      API_URL: 'http://api',
      NEXT_PUBLIC_API_URL: 'https://acme.example.com/api',
      NEXT_PUBLIC_SESSION_TIMEOUT: '1500',
      NEXT_PUBLIC_SESSION_DIALOG_TIMEOUT: '120',
      TENANT_ID: 'acme',
    });
  });

  it('gives the migration both sets of variables', () => {
    const job = only(acme, 'Job', 'db-migration').spec;
    expect(job).toMatchObject({ activeDeadlineSeconds: 300, backoffLimit: 3 });
    expect(environment(job.template.spec.containers[0])).toMatchObject({
      DbOptions__Host: 'tenant-acme-postgresql-rw',
      DB_HOST: 'tenant-acme-postgresql-rw',
      DB_PORT: '5432',
      DB_NAME: 'mechanicbuddy',
      DB_USER: 'mechanicbuddy',
      DB_PASSWORD: { secretKeyRef: { name: 'tenant-acme-postgresql-app', key: 'password' } },
      TENANT_ID: 'acme',
    });
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
    ]);
  });
});

describe('hardening (design, rule 3)', () => {
  it('enforces the restricted pod security standard', () => {
    expect(only(acme, 'Namespace', 'tenant-acme').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  it('runs every container without rights, on a root that cannot be written, within limits', () => {
    expect(podTemplates(acme)).toHaveLength(3);
    for (const template of podTemplates(acme)) {
      expect(template.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const one of containersOf(template)) {
        expect(one.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(Object.keys(one.resources).sort()).toEqual(['limits', 'requests']);
      }
    }
  });

  it('lets the API write its PDFs', () => {
    const mounts = container(acme, 'api').volumeMounts.map(
      ({ mountPath }: { mountPath: string }) => mountPath,
    );
    expect(mounts).toContain('/var/mechanicbuddy/pdf');
  });

  it('spreads pods over zones and nodes, and lets a node drain', () => {
    const keys = only(acme, 'Deployment', 'api').spec.template.spec.topologySpreadConstraints.map(
      ({ topologyKey }: { topologyKey: string }) => topologyKey,
    );
    expect(keys).toEqual(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
    expect(only(acme, 'PodDisruptionBudget', 'api').spec.maxUnavailable).toBe(1);
  });
});

describe('network', () => {
  it('denies everything first', () => {
    expect(only(acme, 'NetworkPolicy', 'default-deny').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('opens other namespaces only to the edge, DNS, the operator and Prometheus', () => {
    const text = JSON.stringify(ofKind(acme, 'NetworkPolicy'));
    const namespaces = new Set(
      [...text.matchAll(/"kubernetes.io\/metadata.name":"([^"]+)"/g)].map(([, name]) => name),
    );
    expect([...namespaces].sort()).toEqual(['cnpg-system', 'ingress-nginx', 'kube-system', 'monitoring']);
  });

  it('never opens the cloud’s metadata address', () => {
    const blocks = [
      ...JSON.stringify(ofKind(acme, 'NetworkPolicy')).matchAll(
        /"cidr":"0\.0\.0\.0\/0","except":\[([^\]]*)\]/g,
      ),
    ];
    expect(blocks.length).toBeGreaterThan(0);
    for (const [, except] of blocks) expect(except).toContain('"169.254.0.0/16"');
  });

  it('lets the edge answer an HTTP-01 challenge', () => {
    expect(only(acme, 'NetworkPolicy', 'acme-solver').spec).toMatchObject({
      podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
      ingress: [{ ports: [{ port: 8089 }] }],
    });
  });
});

describe('edge', () => {
  it('routes /api and /swagger to the API and the rest to the web, with the contract’s sizes and timeouts', () => {
    const { spec, metadata } = only(acme, 'Ingress', 'mechanicbuddy');
    const paths = spec.rules[0].http.paths.map(
      (path: { path: string; backend: { service: { name: string } } }) => [
        path.path,
        path.backend.service.name,
      ],
    );
    expect(paths).toEqual([
      ['/api', 'api'],
      ['/swagger', 'api'],
      ['/', 'web'],
    ]);
    expect(metadata.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/proxy-body-size': '50m',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '300',
      'nginx.ingress.kubernetes.io/proxy-send-timeout': '300',
      'nginx.ingress.kubernetes.io/limit-rps': '20',
    });
  });

  it('serves custom domains beside the subdomain, each with a certificate of its own', () => {
    const bigshop = tenantObjects(BIGSHOP);
    const { spec } = only(bigshop, 'Ingress', 'mechanicbuddy');
    expect(spec.rules.map(({ host }: { host: string }) => host)).toEqual([
      'bigshop.example.com',
      'workshop.bigshop.com',
    ]);
    expect(spec.tls).toEqual([
      { secretName: 'bigshop-tls', hosts: ['bigshop.example.com'] },
      { secretName: 'workshop.bigshop.com-tls', hosts: ['workshop.bigshop.com'] },
    ]);
    expect(
      ofKind(bigshop, 'Certificate').map(({ spec: { dnsNames, issuerRef } }) => [dnsNames, issuerRef.name]),
    ).toEqual([
      [['bigshop.example.com'], 'letsencrypt-prod'],
      [['workshop.bigshop.com'], 'letsencrypt-prod'],
    ]);
  });

  it('leaves the subdomain to the wildcard where platform.yaml says so', () => {
    const bigshop = tenantObjects(BIGSHOP, `${PLATFORM}edge: {certificates: wildcard}\n`);
    expect(ofKind(bigshop, 'Certificate').map(({ metadata }) => metadata.name)).toEqual([
      'workshop.bigshop.com-tls',
    ]);
    expect(only(bigshop, 'Ingress', 'mechanicbuddy').spec.tls[0]).toEqual({ hosts: ['bigshop.example.com'] });
  });
});

describe('protection and order', () => {
  it('keeps what holds data when its file goes', () => {
    const kept = acme.filter(({ metadata }) =>
      metadata.annotations['argocd.argoproj.io/sync-options']?.includes('Prune=false,Delete=false'),
    );
    expect(kept.map(({ kind }) => kind)).toEqual(['Namespace', 'ObjectStore', 'Cluster']);
  });

  it('syncs policies, secrets, database, migration, programs and edge one after the other', () => {
    const wave = (kind: string, name: string) =>
      Number(only(acme, kind, name).metadata.annotations['argocd.argoproj.io/sync-wave']);
    const order = [
      wave('NetworkPolicy', 'default-deny'),
      wave('ExternalSecret', 'app-secrets'),
      wave('Cluster', 'tenant-acme-postgresql'),
      wave('Job', 'db-migration'),
      wave('Deployment', 'api'),
      wave('Ingress', 'mechanicbuddy'),
    ];
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('replaces the migration Job when it changes', () => {
    const { metadata } = only(acme, 'Job', 'db-migration');
    expect(metadata.annotations['argocd.argoproj.io/sync-options']).toBe('Force=true,Replace=true');
  });
});

describe('a suspended tenant (design, “Lifecycle”)', () => {
  it('has no pods, a sleeping database, no migration and no backups, but keeps everything else', () => {
    expect(only(suspended, 'Deployment', 'api').spec.replicas).toBe(0);
    expect(only(suspended, 'Deployment', 'web').spec.replicas).toBe(0);
    const cluster = only(suspended, 'Cluster', 'tenant-acme-postgresql');
    expect(cluster.metadata.annotations).toMatchObject({
      'cnpg.io/hibernation': 'on',
      'argocd.argoproj.io/sync-wave': '6',
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
    expect(cluster.spec.instances).toBe(2);
    expect(ofKind(suspended, 'Job')).toEqual([]);
    expect(only(suspended, 'ScheduledBackup', 'tenant-acme-postgresql').spec.suspend).toBe(true);
    const kinds = (objects: typeof acme) => [...new Set(objects.map(({ kind }) => kind))].sort();
    expect(kinds(suspended)).toEqual(kinds(acme).filter((kind) => kind !== 'Job'));
  });

  it('is awake again as if nothing had been', () => {
    expect(only(acme, 'Cluster', 'tenant-acme-postgresql').metadata.annotations['cnpg.io/hibernation']).toBe(
      'off',
    );
  });
});

describe('a purge', () => {
  const step = (fields: string) => rendered([`${ACME}${fields}`]);

  it('first lifts the protection', () => {
    const objects = objectsIn(
      step('status: purging\npurgeStep: unprotected\n'),
      'dist/tenants/acme/manifests.yaml',
    );
    const options = objects.map(
      ({ metadata }) => metadata.annotations['argocd.argoproj.io/sync-options'] ?? '',
    );
    expect(options.filter((option) => option.includes('Prune=false'))).toEqual([]);
    expect(only(objects, 'Deployment', 'api').spec.replicas).toBe(0);
  });

  it('then leaves nothing but the index, so that Argo CD prunes', () => {
    const files = step('status: purging\npurgeStep: emptied\n');
    expect(objectsIn(files, 'dist/tenants/acme/manifests.yaml')).toEqual([]);
    expect(JSON.parse(files.get('dist/tenants/acme/application.json') ?? '')).toEqual({
      id: 'acme',
      namespace: 'tenant-acme',
      cluster: 'in-cluster',
    });
  });

  it('leaves no file of a purged tenant', () => {
    expect([...step('status: purged\n').keys()].filter((path) => path.startsWith('dist/tenants/'))).toEqual(
      [],
    );
  });
});

describe('what a cluster may lack', () => {
  it('is not rendered', () => {
    const without = tenantObjects(ACME, `${PLATFORM}features: {monitoring: false, backups: false}\n`);
    const kinds = without.map(({ kind }) => kind);
    for (const kind of ['PodMonitor', 'ObjectStore', 'ScheduledBackup']) expect(kinds).not.toContain(kind);
    expect(only(without, 'Cluster', 'tenant-acme-postgresql').spec.plugins).toBeUndefined();
  });
});

describe('node pools', () => {
  it('put programs, migration and database on the tier’s nodes', () => {
    const pool = { nodeSelector: { pool: 'paid' }, tolerations: [{ key: 'paid', operator: 'Exists' }] };
    const objects = tenantObjects(ACME, `${PLATFORM}nodePools: {professional: ${JSON.stringify(pool)}}\n`);
    for (const template of podTemplates(objects)) expect(template.spec).toMatchObject(pool);
    expect(only(objects, 'Cluster', 'tenant-acme-postgresql').spec.affinity).toMatchObject(pool);
  });
});
