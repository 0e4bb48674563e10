import { describe, expect, it } from 'vitest';
import { ACME, objectsIn, ofKind, only, rendered, tenantObjects } from '../../fixtures/fleet.ts';

const acme = tenantObjects(ACME);
const suspended = tenantObjects(`${ACME}status: suspended\nsuspendedBy: billing\n`);

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
    expect(order).toEqual([0, 1, 3, 4, 5, 6]);
  });

  it('lets no API start on a database whose migration failed, or with a documented password', () => {
    const [, job] = only(acme, 'Job', 'db-migration').spec.template.spec.initContainers;
    const [migration, closing] = only(acme, 'Deployment', 'api').spec.template.spec.initContainers;
    expect(migration).toEqual(job);
    expect(closing.args[0]).toContain(`pg_temp.opens('carcare', password)`);
  });

  it('replaces the migration Job when it changes', () => {
    const { metadata } = only(acme, 'Job', 'db-migration');
    expect(metadata.annotations['argocd.argoproj.io/sync-options']).toBe('Force=true,Replace=true');
  });
});

describe('a suspended tenant', () => {
  it('has no pods, a sleeping database, no migration and no backups, but keeps everything else', () => {
    expect(only(suspended, 'Deployment', 'api').spec.replicas).toBe(0);
    expect(only(suspended, 'Deployment', 'web').spec.replicas).toBe(0);
    const cluster = only(suspended, 'Cluster', 'tenant-acme-postgresql');
    expect(cluster.metadata.annotations).toMatchObject({
      'cnpg.io/hibernation': 'on',
      'argocd.argoproj.io/sync-wave': '7',
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

describe('an archived tenant', () => {
  const leaving = tenantObjects(
    `${ACME}status: archived\npurgeAfter: 2026-12-31T00:00:00Z\narchiveStep: backup\nstepAt: 2026-11-23T09:00:00Z\n`,
  );
  const slept = tenantObjects(`${ACME}status: archived\npurgeAfter: 2026-12-31T00:00:00Z\n`);

  it('is first backed up while its database is awake, without pods of its own', () => {
    expect(only(leaving, 'Deployment', 'api').spec.replicas).toBe(0);
    expect(only(leaving, 'Cluster', 'tenant-acme-postgresql').metadata.annotations).toMatchObject({
      'cnpg.io/hibernation': 'off',
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
    expect(only(leaving, 'Backup', 'tenant-acme-postgresql-archive').spec).toEqual({
      cluster: { name: 'tenant-acme-postgresql' },
      method: 'plugin',
      pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
      target: 'primary',
    });
    expect(only(leaving, 'ScheduledBackup', 'tenant-acme-postgresql').spec.suspend).toBe(true);
    expect(ofKind(leaving, 'Job')).toEqual([]);
    expect(only(leaving, 'Ingress', 'mechanicbuddy').spec.rules[0].host).toBe('acme.example.com');
  });

  it('then sleeps like a suspended one, and nothing asks for a backup that would fail', () => {
    expect(ofKind(slept, 'Backup')).toEqual([]);
    expect(slept).toEqual(suspended);
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
