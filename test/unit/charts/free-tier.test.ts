import { describe, expect, it } from 'vitest';
import {
  containersOf,
  environment,
  objectsIn,
  ofKind,
  only,
  PETE,
  PLATFORM,
  podTemplates,
  rendered,
  TRYOUT,
} from '../../fixtures/fleet.ts';

const base = (platform = PLATFORM) => objectsIn(rendered([], platform), 'dist/free-tier/manifests.yaml');
const own = (record: string, platform = PLATFORM) => {
  const id = /^id: (.*)$/m.exec(record)?.[1];
  return objectsIn(rendered([record], platform), `dist/free-tier/tenants/${id}/manifests.yaml`);
};
const shared = base();
const firstContainer = (name: string) => only(shared, 'Deployment', name).spec.template.spec.containers[0];

describe('the shared instance', () => {
  it('has the resources of the Helm chart', () => {
    expect(firstContainer('free-tier-api').resources).toEqual({
      requests: { cpu: '1000m', memory: '2Gi' },
      limits: { cpu: '2000m', memory: '4Gi' },
    });
    expect(firstContainer('free-tier-web').resources).toEqual({
      requests: { cpu: '500m', memory: '1Gi' },
      limits: { cpu: '1000m', memory: '2Gi' },
    });
  });

  it('leaves replicas to its autoscalers, which follow the contract', () => {
    for (const name of ['free-tier-api', 'free-tier-web']) {
      expect(only(shared, 'Deployment', name).spec.replicas).toBeUndefined();
      expect(only(shared, 'HorizontalPodAutoscaler', name).spec).toMatchObject({
        scaleTargetRef: { kind: 'Deployment', name },
        minReplicas: 2,
        maxReplicas: 10,
        metrics: [
          { resource: { name: 'cpu', target: { averageUtilization: 70 } } },
          { resource: { name: 'memory', target: { averageUtilization: 80 } } },
        ],
        behavior: {
          scaleUp: {
            stabilizationWindowSeconds: 0,
            selectPolicy: 'Max',
            policies: [
              { type: 'Percent', value: 100, periodSeconds: 15 },
              { type: 'Pods', value: 2, periodSeconds: 15 },
            ],
          },
          scaleDown: {
            stabilizationWindowSeconds: 300,
            policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }],
          },
        },
      });
    }
  });

  it('sets replicas itself where autoscaling is off', () => {
    const off = base(`${PLATFORM}freeTier: {api: {replicas: 3, autoscaling: {enabled: false}}}\n`);
    expect(only(off, 'Deployment', 'free-tier-api').spec.replicas).toBe(3);
    expect(ofKind(off, 'HorizontalPodAutoscaler').map(({ metadata }) => metadata.name)).toEqual([
      'free-tier-web',
    ]);
  });

  it('is multi-tenant', () => {
    expect(environment(firstContainer('free-tier-api'))).toMatchObject({
      DbOptions__Host: 'mechanicbuddy-system-postgresql.mechanicbuddy-system.svc.cluster.local',
      DbOptions__Name: 'mechanicbuddy',
      DbOptions__MultiTenancy__Enabled: 'true',
      DbOptions__MultiTenancy__Suffix__Template: 'testt',
      DbOptions__MultiTenancy__Suffix__Tenancy: 'tenancy',
      Cors__AppHost: 'example.com',
      TENANT_TIER: 'free',
    });
    expect(environment(firstContainer('free-tier-web'))).toMatchObject({
      API_URL: 'http://free-tier-api',
      NEXT_PUBLIC_API_URL: '',
    });
  });

  it('answers every subdomain under one certificate', () => {
    expect(only(shared, 'Ingress', 'mechanicbuddy').spec).toMatchObject({
      tls: [{ secretName: 'wildcard-tls', hosts: ['*.example.com'] }],
      rules: [{ host: '*.example.com' }],
    });
    expect(only(shared, 'Certificate', 'wildcard-tls').spec).toMatchObject({
      dnsNames: ['*.example.com'],
      issuerRef: { name: 'letsencrypt-dns' },
    });
  });

  it('lets only the edge and the shared web reach the shared API', () => {
    const peers = (name: string) => only(shared, 'NetworkPolicy', name).spec.ingress[0].from;
    expect(peers('api')).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
        podSelector: {
          matchLabels: {
            'app.kubernetes.io/name': 'ingress-nginx',
            'app.kubernetes.io/component': 'controller',
          },
        },
      },
      {
        podSelector: {
          matchLabels: {
            'app.kubernetes.io/component': 'web',
            'app.kubernetes.io/name': 'mechanicbuddy-free-tier',
            'app.kubernetes.io/instance': 'mechanicbuddy-free-tier',
          },
        },
      },
    ]);
  });

  it('gives the role’s password to the free tier by a service account that reads this one Secret', () => {
    const { rules } = only(shared, 'Role', 'free-tier-database-reader') as unknown as { rules: unknown };
    expect(rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['free-tier-database'], verbs: ['get'] },
    ]);
  });

  it('migrates what all tenants have in common before its API rolls out', () => {
    const job = only(shared, 'Job', 'db-migration');
    const databases = (containers: typeof job.spec) =>
      containers.map((one: typeof job.spec) => environment(one)['DbOptions__Name']).filter(Boolean);
    const names = databases(containersOf(job.spec.template));
    const api = only(shared, 'Deployment', 'free-tier-api');
    expect(databases(api.spec.template.spec.initContainers)).toEqual(names);
    expect(names).toEqual(['mechanicbuddy-testt', 'mechanicbuddy-tenancy']);
    expect(Number(job.metadata.annotations['argocd.argoproj.io/sync-wave'])).toBeLessThan(
      Number(
        only(shared, 'Deployment', 'free-tier-api').metadata.annotations['argocd.argoproj.io/sync-wave'],
      ),
    );
  });
});

describe('a free tenant’s own part', () => {
  const pete = own(PETE);

  it('is a database, a copy of the template that outlives its object, a generated password, and a Job', () => {
    expect(pete.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      'Database mechanicbuddy-system/mechanicbuddy-pete',
      'Password mechanicbuddy-free-tier/admin-credentials-pete-password',
      'ExternalSecret mechanicbuddy-free-tier/admin-credentials-pete',
      'Job mechanicbuddy-free-tier/db-migration-pete',
    ]);
    const database = only(pete, 'Database', 'mechanicbuddy-pete');
    expect(database.spec).toEqual({
      cluster: { name: 'mechanicbuddy-system-postgresql' },
      name: 'mechanicbuddy-pete',
      owner: 'mechanicbuddy_free_tier',
      template: 'mechanicbuddy-testt',
      databaseReclaimPolicy: 'retain',
    });
    expect(database.metadata.annotations['argocd.argoproj.io/sync-options']).toBe('Prune=false,Delete=false');
  });

  it('replaces the template’s users by the tenant’s own', () => {
    const [users] = only(pete, 'Job', 'db-migration-pete').spec.template.spec.containers;
    expect(environment(users)).toMatchObject({
      TENANT_ID: 'pete',
      TENANCY_DATABASE: 'mechanicbuddy-tenancy',
    });
    expect(users.args[0]).toContain('DELETE FROM public."user";\nINSERT INTO public."user" SELECT');
  });

  it('has a password of its own for its owner, kept through a suspension, and another after a rotation', () => {
    const secretOf = (record: string) => {
      const [name] = ofKind(own(record), 'ExternalSecret').map(({ metadata }) => metadata.name);
      expect(only(own(record), 'ExternalSecret', name ?? '').spec).toMatchObject({
        refreshPolicy: 'CreatedOnce',
        target: {
          name,
          creationPolicy: 'Orphan',
          immutable: true,
          template: { data: { username: 'admin', password: '{{ .password }}' } },
        },
      });
      return name;
    };
    const [users] = only(pete, 'Job', 'db-migration-pete').spec.template.spec.containers;
    expect(environment(users)).toMatchObject({
      OWNER_EMAIL: 'pete@example.org',
      ADMIN_PASSWORD: { secretKeyRef: { name: secretOf(PETE), key: 'password' } },
    });
    expect(secretOf(`${PETE}status: suspended\n`)).toBe('admin-credentials-pete');
    expect(secretOf(`${PETE}passwordGeneration: 2\n`)).toBe('admin-credentials-pete.2');
  });

  it('has sample data on a demo only', () => {
    const users = (record: string) => podTemplates(own(record))[0].spec.containers[0].args[0];
    expect(users(TRYOUT)).toContain('INSERT INTO domain.work');
    expect(users(PETE)).not.toContain('INSERT INTO domain.work');
  });

  it('touches its own file only when it is added', () => {
    const before = rendered([]);
    const after = rendered([PETE]);
    const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    expect(changed).toEqual([
      'dist/free-tier/tenants/pete/application.json',
      'dist/free-tier/tenants/pete/manifests.yaml',
    ]);
  });

  it('takes its exact host away from the wildcard while suspended, and keeps its database', () => {
    const suspended = own(`${PETE}status: suspended\n`);
    expect(suspended.map(({ kind }) => kind)).toEqual(['Database', 'Password', 'ExternalSecret', 'Ingress']);
    expect(only(suspended, 'Ingress', 'unavailable-pete').spec.rules).toMatchObject([
      {
        host: 'pete.example.com',
        http: { paths: [{ path: '/', backend: { service: { name: 'unavailable' } } }] },
      },
    ]);
    expect(only(shared, 'Service', 'unavailable').spec.selector).toBeUndefined();
  });

  it('loses its database at the end of a purge', () => {
    const lifted = own(`${PETE}status: purging\n`);
    const database = only(lifted, 'Database', 'mechanicbuddy-pete');
    expect(database.spec.databaseReclaimPolicy).toBe('delete');
    expect(database.metadata.annotations['argocd.argoproj.io/sync-options']).toBeUndefined();
    const emptied = own(`${PETE}status: purging\npurgeStep: emptied\n`);
    expect(emptied.map(({ kind }) => kind)).toEqual(['Job']);
    const paths = [...rendered([`${PETE}status: purged\n`]).keys()];
    expect(paths).not.toContain('dist/free-tier/tenants/pete/manifests.yaml');
  });

  it('loses its users with its data, in the tenancy database, which all tenants share', () => {
    const [drop] = containersOf(own(`${PETE}status: purging\npurgeStep: emptied\n`)[0]?.spec.template);
    expect(environment(drop)).toMatchObject({
      PGDATABASE: 'mechanicbuddy-tenancy',
      TENANCY_DATABASE: 'mechanicbuddy-tenancy',
      TENANT_ID: 'pete',
    });
    expect(drop.args[0]).toContain(`DELETE FROM public."user" WHERE tenantname = :'tenant'`);
  });
});

describe('schema isolation', () => {
  const platform = `${PLATFORM}freeTier: {isolation: schema}\n`;
  const id = PETE.replaceAll('id: pete', 'id: pete-s');

  it('makes a schema instead of a database, once, and migrates inside it', () => {
    const objects = own(id, platform);
    expect(objects.map(({ kind }) => kind)).toEqual(['Password', 'ExternalSecret', 'Job']);
    const containers = containersOf(podTemplates(objects)[0]);
    expect(containers.find(({ name }) => name === 'schema').args[0]).toContain(
      'CREATE SCHEMA IF NOT EXISTS tenant_pete_s',
    );
    expect(environment(containers.find(({ name }) => name === 'migrate'))).toMatchObject({
      DbOptions__Name: 'mechanicbuddy-free-tier',
      PGOPTIONS: '-c search_path=tenant_pete_s',
    });
    expect(ofKind(base(platform), 'Database').map(({ metadata }) => metadata.name)).toContain(
      'mechanicbuddy-free-tier',
    );
  });

  it('drops the schema at the end of a purge', () => {
    const objects = own(`${id}status: purging\npurgeStep: emptied\n`, platform);
    expect(containersOf(objects[0]?.spec.template)[0].args[0]).toContain(
      'DROP SCHEMA IF EXISTS tenant_pete_s CASCADE',
    );
  });
});

describe('the edge’s settings', () => {
  const settings = (platform = PLATFORM) => objectsIn(rendered([], platform), 'dist/edge/ingress-nginx.yaml');

  it('overwrite what a client says about its tenant', () => {
    expect(only(settings(), 'ConfigMap', 'mechanicbuddy-headers').data).toMatchObject({
      'X-Tenant-ID': '$mechanicbuddy_tenant',
    });
    expect(only(settings(), 'ConfigMap', 'ingress-nginx-controller').data).toMatchObject({
      'use-forwarded-headers': 'false',
      'proxy-set-headers': 'ingress-nginx/mechanicbuddy-headers',
    });
  });

  it('know a tenant by the label before the domain, and never a reserved one', () => {
    const data = only(
      settings(`${PLATFORM}reservedIds: [status]\n`),
      'ConfigMap',
      'ingress-nginx-controller',
    ).data;
    const snippet: string = data['http-snippet'];
    const pattern = /"~(\^.*\$)" \$label/.exec(snippet)?.[1] ?? '';
    const label = (host: string) => new RegExp(pattern).exec(host)?.groups?.['label'];
    expect(label('pete.example.com')).toBe('pete');
    expect(label('pete-x.example.com')).toBe('pete-x');
    expect(label('a.b.example.com')).toBeUndefined();
    expect(label('petexexample.com')).toBeUndefined();
    expect(label('pete.example.com.evil.org')).toBeUndefined();
    for (const id of ['www', 'api', 'app', 'tenancy', 'testt', 'status']) {
      expect(snippet).toContain(`  "~^${id}\\.example\\.com$" "";`);
    }
    expect(snippet).toContain(
      'limit_req_zone $mechanicbuddy_tenant zone=mechanicbuddy_tenant:10m rate=100r/s;',
    );
  });

  it('keep from the shared instance what it would read a tenant out of by itself', () => {
    const data = only(settings(), 'ConfigMap', 'ingress-nginx-controller').data;
    expect(data['location-snippet']).toContain('if ($mechanicbuddy_refused) {');
    const map = /\$mechanicbuddy_refused \{\n([^}]*)\}/.exec(data['http-snippet'])?.[1] ?? '';
    const rules = [...map.matchAll(/"~(\*?)(.*)" ([01]);/g)];
    const refused = (namespace: string, tenant: string, host: string, header = host) => {
      const subject = [namespace, tenant, host, header].join(' ');
      const rule = rules.find(([, star, pattern = '']) => new RegExp(pattern, star ? 'i' : '').test(subject));
      return rule?.[3] === '1';
    };
    const free = 'mechanicbuddy-free-tier';
    expect(refused(free, 'pete', 'pete.example.com', 'Pete.example.com.:443')).toBe(false);
    expect(refused(free, '', 'www.example.com')).toBe(false);
    expect(refused(free, '', 'testt.example.com')).toBe(true);
    expect(refused(free, '', 'www.example.com', 'pete.example.com')).toBe(true);
    expect(refused(free, 'pete', 'pete.example.com', 'acme.example.com')).toBe(true);
    expect(refused('somebody-else', '', 'shop.example.org', 'other.example.org')).toBe(false);
  });
});
