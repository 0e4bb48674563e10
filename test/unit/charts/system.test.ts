import { describe, expect, it } from 'vitest';
import {
  containersOf,
  environment,
  objectsIn,
  ofKind,
  only,
  PLATFORM,
  rendered,
} from '../../fixtures/fleet.ts';

const system = (platform = PLATFORM) => objectsIn(rendered([], platform), 'dist/system/manifests.yaml');
const objects = system();
const freeTier = objectsIn(rendered([]), 'dist/free-tier/manifests.yaml');
const container = (name: string) => only(objects, 'Deployment', name).spec.template.spec.containers[0];

describe('the management plane', () => {
  it('serves the portal on {domain} and www.{domain}, the API on api.{domain}, each under its certificate', () => {
    const hosts = ofKind(objects, 'Ingress').flatMap(({ spec }) =>
      spec.rules.map((rule: typeof spec, i: number) => [
        rule.host,
        rule.http.paths[0].backend.service.name,
        spec.tls[i].secretName,
      ]),
    );
    expect(hosts).toEqual([
      ['example.com', 'management-portal', 'management-portal-tls'],
      ['www.example.com', 'management-portal', 'management-portal-www-tls'],
      ['api.example.com', 'management-api', 'management-api-tls'],
    ]);
    const certificates = ofKind(objects, 'Certificate').map(({ spec }) => [spec.secretName, spec.dnsNames]);
    expect(certificates).toEqual([
      ['management-portal-tls', ['example.com']],
      ['management-portal-www-tls', ['www.example.com']],
      ['management-api-tls', ['api.example.com']],
    ]);
  });

  it('answers on port 80, as a port-forward to svc/management-portal expects', () => {
    expect(only(objects, 'Service', 'management-portal').spec.ports).toEqual([
      { name: 'http', port: 80, targetPort: 'http' },
    ]);
  });

  it('gives the management API its variables', () => {
    const given = environment(container('management-api'));
    expect(given).toMatchObject({
      ConnectionStrings__Management:
        'Host=$(PGHOST);Port=$(PGPORT);Database=$(PGDATABASE);Username=$(PGUSER);Password=$(PGPASSWORD);Search Path=management,public',
      Jwt__SecretKey: { secretKeyRef: { name: 'management-secrets', key: 'jwt-secret' } },
      Stripe__SecretKey: { secretKeyRef: { name: 'stripe', key: 'secret-key' } },
      Stripe__WebhookSecret: { secretKeyRef: { name: 'stripe', key: 'webhook-secret' } },
      Email__ResendApiKey: { secretKeyRef: { name: 'email', key: 'api-key' } },
      Provisioning__BaseDomain: 'example.com',
      Provisioning__NamespacePrefix: 'tenant-',
      Provisioning__ClusterIssuer: 'letsencrypt-prod',
      Database__PostgresHost: 'mechanicbuddy-system-postgresql-rw',
      Database__PostgresUser: 'mechanicbuddy',
      Database__TenantDatabasePrefix: 'mechanicbuddy',
      Database__TemplateDatabase: 'mechanicbuddy-testt',
      Database__TenancyDatabase: 'mechanicbuddy-tenancy',
      Cloudflare__BaseDomain: 'example.com',
      Email__FromEmail: 'noreply@example.com',
      Cors__AllowedOrigins__0: 'https://example.com',
      Cors__AllowedOrigins__1: 'https://www.example.com',
      CronJob__ApiKey: { secretKeyRef: { name: 'management-secrets', key: 'cronjob-api-key' } },
      ServiceAuth__HeartbeatKey: { secretKeyRef: { name: 'management-service-auth', key: 'heartbeat-key' } },
      InactivityCheck__InactivityDays: '36500',
      TZ: 'UTC',
      PGUSER: 'mechanicbuddy',
    });
    const names = Object.keys(given);
    expect(names.indexOf('PGPASSWORD')).toBeLessThan(names.indexOf('ConnectionStrings__Management'));
  });

  it('gives the portal its variables', () => {
    expect(environment(container('management-portal'))).toEqual({
      HOME: '/tmp',
      PORT: '3026',
      HOSTNAME: '0.0.0.0',
      MANAGEMENT_API_URL: 'http://management-api',
      NEXT_PUBLIC_APP_URL: 'https://example.com',
      TZ: 'UTC',
    });
  });

  it('gives the portal a copy of its program, which it rewrites when it starts', () => {
    const { initContainers, containers, volumes, securityContext } = only(
      objects,
      'Deployment',
      'management-portal',
    ).spec.template.spec;
    expect(initContainers).toMatchObject([
      {
        image: containers[0].image,
        command: ['cp', '-R', '/app/.', '/copy/app'],
        securityContext: { readOnlyRootFilesystem: true },
        volumeMounts: [{ name: 'app', mountPath: '/copy/app' }],
      },
    ]);
    expect(containers[0].volumeMounts).toContainEqual({ name: 'app', mountPath: '/app' });
    expect(containers[0].securityContext.readOnlyRootFilesystem).toBe(true);
    expect(volumes).toContainEqual({ name: 'app', emptyDir: { sizeLimit: '1Gi' } });
    expect(securityContext.runAsUser).toBe(1001);
  });

  it.each([
    ['prices: {price_b: enterprise, price_c: professional, price_a: professional}', 'price_a', undefined],
    ['prices: {price_a: professional}, checkout: {team: price_t, lifetime: price_l}', 'price_t', 'price_l'],
    ['prices: {}', undefined, undefined],
  ])('sells by the prices of platform.yaml: %s', (stripe, team, lifetime) => {
    const sold = system(`${PLATFORM}stripe: {${stripe}}\n`);
    const given = environment(only(sold, 'Deployment', 'management-api').spec.template.spec.containers[0]);
    expect([given['Stripe__PriceIds__Team'], given['Stripe__PriceIds__Lifetime']]).toEqual([team, lifetime]);
  });

  it('migrates its database before the API rolls out', () => {
    const wave = (kind: string, name: string) =>
      only(objects, kind, name).metadata.annotations['argocd.argoproj.io/sync-wave'];
    expect([
      wave('Cluster', 'mechanicbuddy-system-postgresql'),
      wave('Job', 'management-db-migration'),
      wave('Deployment', 'management-api'),
    ]).toEqual(['3', '4', '5']);
  });

  it('lets no management API start on a database whose migration failed, or with the shipped account', () => {
    const { initContainers } = only(objects, 'Job', 'management-db-migration').spec.template.spec;
    const [migration, closing] = only(objects, 'Deployment', 'management-api').spec.template.spec
      .initContainers;
    expect(migration).toEqual(initContainers[1]);
    expect(closing.args[0]).toContain(`WHERE email = 'admin@mechanicbuddy.app'`);
  });

  it('has a super administrator with a generated password; a rotation generates another', () => {
    const container = (platform: string) =>
      only(system(platform), 'Job', 'management-db-migration').spec.template.spec.containers[0];
    const rotated = `${PLATFORM}system: {superAdmin: {initialEmail: Ops@example.org, passwordGeneration: 2}}\n`;
    for (const [platform, email, name] of [
      [PLATFORM, 'admin@example.com', 'super-admin-credentials'],
      [rotated, 'ops@example.org', 'super-admin-credentials.2'],
    ] as const) {
      expect(environment(container(platform))).toMatchObject({
        SUPER_ADMIN_EMAIL: email,
        SUPER_ADMIN_PASSWORD: { secretKeyRef: { name, key: 'password' } },
      });
      expect(only(system(platform), 'ExternalSecret', name).spec.target.template.data.username).toBe(email);
    }
  });

  it('shares its PostgreSQL under the host name that the Helm charts use', () => {
    const { spec } = only(objects, 'Cluster', 'mechanicbuddy-system-postgresql');
    expect(spec.storage).toMatchObject({ size: '100Gi', storageClass: 'local-path' });
    expect(spec.bootstrap.initdb).toEqual({ database: 'mechanicbuddy', owner: 'mechanicbuddy' });
    expect(spec.managed.services.additional).toMatchObject([
      { selectorType: 'rw', serviceTemplate: { metadata: { name: 'mechanicbuddy-system-postgresql' } } },
    ]);
    expect(spec.backup).toEqual({ target: 'prefer-standby' });
  });

  it('takes a given database password where platform.yaml says so', () => {
    const given = system(`${PLATFORM}system: {database: {password: given}}\n`);
    const name = 'mechanicbuddy-system-postgresql-app';
    expect(only(given, 'Cluster', 'mechanicbuddy-system-postgresql').spec.bootstrap.initdb.secret).toEqual({
      name,
    });
    expect(only(given, 'ExternalSecret', name).spec.target.template).toMatchObject({
      type: 'kubernetes.io/basic-auth',
      data: { username: 'mechanicbuddy' },
    });
  });

  it('leaves ended demos to the management API, whose call takes a person’s session', () => {
    expect(ofKind(objects, 'CronJob').map(({ metadata }) => metadata.name)).toEqual([
      'process-expired-billing',
    ]);
  });

  it.each([['process-expired-billing', '0 4 * * *', '/api/billing/process-expired']])(
    'calls the management API every day: %s',
    (name, schedule, path) => {
      const { spec } = only(objects, 'CronJob', name);
      expect([spec.schedule, spec.timeZone]).toEqual([schedule, 'Etc/UTC']);
      const [call] = containersOf(spec.jobTemplate.spec.template);
      expect([...call.command, ...call.args]).toEqual(
        expect.arrayContaining(['POST', `http://management-api${path}`, 'X-API-Key: $(API_TOKEN)']),
      );
    },
  );

  it('reads given secrets from one namespace, by name; tenants never read the management plane’s', () => {
    const secretsOf = (name: string, all = objects) => {
      const role = only(all, 'Role', name) as unknown as {
        metadata: { namespace: string };
        rules: { resourceNames: string[] }[];
      };
      expect(role.metadata.namespace).toBe('mechanicbuddy-secrets');
      return role.rules[0]?.resourceNames;
    };
    expect(secretsOf('mechanicbuddy-reader')).toEqual(['email', 'registry', 'backup']);
    expect(secretsOf('mechanicbuddy-system-reader')).toEqual([
      'stripe',
      'email',
      'tenant-provisioner',
      'registry',
      'backup',
    ]);
    const given = system(`${PLATFORM}system: {database: {password: given}}\n`);
    expect(secretsOf('mechanicbuddy-system-reader', given)).toContain('database');
    const types = (name: string) =>
      only(objects, 'ClusterSecretStore', name).spec.conditions.map(
        (condition: { namespaceSelector: { matchLabels: Record<string, string> } }) =>
          condition.namespaceSelector.matchLabels['mechanicbuddy.app/namespace-type'],
      );
    expect(types('mechanicbuddy')).toEqual(['free-tier', 'tenant']);
    expect(types('mechanicbuddy-system')).toEqual(['system']);
  });

  it('takes the company’s own stores by name', () => {
    const existing = system(
      `${PLATFORM}secretStore: {provider: existing, name: vault, systemName: vault-system}\n`,
    );
    expect(ofKind(existing, 'ClusterSecretStore')).toEqual([]);
    expect(only(existing, 'ExternalSecret', 'stripe').spec.secretStoreRef).toEqual({
      kind: 'ClusterSecretStore',
      name: 'vault-system',
    });
  });

  it('renders no Secret', () => {
    expect(ofKind(objects, 'Secret')).toEqual([]);
  });
});

describe('alerts', () => {
  const rules = [...ofKind(objects, 'PrometheusRule'), ...ofKind(freeTier, 'PrometheusRule')].flatMap(
    ({ spec }) => spec.groups[0].rules,
  );
  const names = rules.map(({ alert }) => alert);

  it.each([
    ['free-tier replica count at its maximum', 'MechanicBuddyFreeTierAtMaximumReplicas'],
    ['free-tier CPU above 70 %', 'MechanicBuddyFreeTierCpuHigh'],
    ['free-tier memory above 70 %', 'MechanicBuddyFreeTierMemoryHigh'],
    ['free-tier tenant count near maxTenants', 'MechanicBuddyFreeTierNearlyFull'],
    ['deployments that fail', 'MechanicBuddyApplicationUnhealthy'],
    ['deployments that are not applied', 'MechanicBuddyApplicationOutOfSync'],
    ['Jobs that fail', 'MechanicBuddyJobFailed'],
    ['CronJobs that do not run', 'MechanicBuddyScheduledCallMissed'],
    ['connections near exhaustion', 'MechanicBuddyConnectionsNearlyExhausted'],
    ['certificates about to expire', 'MechanicBuddyCertificateExpiring'],
    ['storage per tenant database', 'MechanicBuddyDatabaseStorageNearlyFull'],
    ['backups that did not run', 'MechanicBuddyBackupMissing'],
    ['tenant namespaces without a record', 'MechanicBuddyNamespaceWithoutRecord'],
  ])('%s', (_what, alert) => {
    expect(names).toContain(alert);
  });

  it('each say what is wrong, what to do first, and where the runbook is', () => {
    for (const { alert, annotations, labels, for: duration } of rules) {
      expect(annotations.summary, alert).toMatch(/\.$/);
      expect(annotations.description.length, alert).toBeGreaterThan(20);
      expect(annotations.runbook_url, alert).toBe(
        `https://git.example.com/platform/blob/main/docs/runbooks.md#${alert.toLowerCase()}`,
      );
      expect(['warning', 'critical'], alert).toContain(labels.severity);
      expect(duration, alert).toMatch(/^\d+[mh]$/);
    }
  });

  it('are not rendered where prometheus-operator is missing', () => {
    const without = system(`${PLATFORM}features: {monitoring: false, grafana: false}\n`);
    const kinds = new Set(without.map(({ kind }) => kind));
    for (const kind of ['PrometheusRule', 'ServiceMonitor', 'PodMonitor', 'ConfigMap'])
      expect(kinds).not.toContain(kind);
  });
});

describe('the dashboard', () => {
  it('is a ConfigMap that Grafana’s sidecar finds, with a query in every panel', () => {
    const { data, metadata } = only(objects, 'ConfigMap', 'mechanicbuddy-dashboard');
    expect(metadata.labels['grafana_dashboard']).toBe('1');
    const { panels } = JSON.parse(data['mechanicbuddy.json']);
    expect(panels.length).toBeGreaterThan(5);
    for (const panel of panels) expect(panel.targets.length).toBeGreaterThan(0);
    expect(new Set(panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
  });
});
