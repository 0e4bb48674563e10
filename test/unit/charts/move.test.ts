import { describe, expect, it } from 'vitest';
import {
  ACME,
  environment,
  MOVING,
  objectsIn,
  ofKind,
  only,
  PETE,
  PLATFORM,
  type Rendered,
  rendered,
} from '../../fixtures/fleet.ts';

const PART = 'dist/free-tier/tenants/hinterhof/manifests.yaml';
const OWN = 'dist/tenants/hinterhof/manifests.yaml';
const step = (name: string, fields = '') => MOVING.replace('step: importing', `step: ${name}${fields}`);
const back = (name: string) =>
  PETE.replaceAll('pete', 'hinterhof').concat(`migration: {from: free, to: professional, step: ${name}}\n`);
const at = (record: string, path: string, platform = PLATFORM) => {
  const files = rendered([record], platform);
  return files.has(path) ? objectsIn(files, path) : [];
};
const wave = ({ metadata }: Rendered) => Number(metadata.annotations['argocd.argoproj.io/sync-wave']);
const script = (job: Rendered) => job.spec.template.spec.containers[0].args[0] as string;

describe('a tenant that moves', () => {
  const own = at(MOVING, OWN);
  const part = at(MOVING, PART);

  it('leaves the shared instance first, then the source is closed, then the database is made of it', () => {
    const order = [
      only(own, 'Ingress', 'mechanicbuddy'),
      only(own, 'Job', 'db-import'),
      only(own, 'Cluster', 'tenant-hinterhof-postgresql'),
      only(own, 'Job', 'db-migration'),
      only(own, 'Deployment', 'api'),
    ].map(wave);
    expect(order).toEqual([...order].sort());
    expect(new Set(order).size).toBe(5);
  });

  it('imports one database from the shared PostgreSQL, with a role of its own', () => {
    const { spec } = only(own, 'Cluster', 'tenant-hinterhof-postgresql');
    expect(spec.bootstrap.initdb).toEqual({
      database: 'mechanicbuddy',
      owner: 'mechanicbuddy',
      import: {
        type: 'microservice',
        databases: ['mechanicbuddy-hinterhof'],
        source: { externalCluster: 'shared' },
        pgDumpExtraOptions: ['--exclude-schema=move_hinterhof'],
      },
    });
    expect(spec.externalClusters).toEqual([
      {
        name: 'shared',
        connectionParameters: {
          host: 'mechanicbuddy-system-postgresql.mechanicbuddy-system.svc.cluster.local',
          port: '5432',
          user: 'import_hinterhof',
          dbname: 'mechanicbuddy-hinterhof',
          sslmode: 'require',
        },
        password: { name: 'import-hinterhof', key: 'password' },
      },
    ]);
  });

  it('or its schema, which takes the place of public', () => {
    const schema = MOVING.replace(
      '{database: mechanicbuddy-hinterhof}',
      '{database: mechanicbuddy-free-tier, schema: tenant_hinterhof}',
    );
    const objects = at(schema, OWN, `${PLATFORM}freeTier: {isolation: schema}\n`);
    expect(
      only(objects, 'Cluster', 'tenant-hinterhof-postgresql').spec.bootstrap.initdb.import,
    ).toMatchObject({
      databases: ['mechanicbuddy-free-tier'],
      pgDumpExtraOptions: ['--schema=tenant_hinterhof'],
      postImportApplicationSQL: ['DROP SCHEMA public', 'ALTER SCHEMA tenant_hinterhof RENAME TO public'],
    });
  });

  it('has a role that may log in while the import is open, with a password that is read by this tenant alone', () => {
    const role = only(part, 'DatabaseRole', 'import-hinterhof');
    expect([role.metadata.namespace, role.spec]).toEqual([
      'mechanicbuddy-system',
      {
        cluster: { name: 'mechanicbuddy-system-postgresql' },
        name: 'import_hinterhof',
        login: true,
        connectionLimit: 10,
        passwordSecret: { name: 'import-hinterhof' },
        databaseRoleReclaimPolicy: 'delete',
      },
    ]);
    expect(
      only(part, 'Role', 'import-hinterhof-reader').spec ?? only(part, 'Role', 'import-hinterhof-reader'),
    ).toMatchObject({
      rules: [{ resources: ['secrets'], resourceNames: ['import-hinterhof'], verbs: ['get'] }],
    });
    expect(only(part, 'RoleBinding', 'import-hinterhof-reader')).toMatchObject({
      subjects: [{ kind: 'ServiceAccount', name: 'import-hinterhof', namespace: 'tenant-hinterhof' }],
    });
    expect(only(own, 'ExternalSecret', 'import-hinterhof').spec.secretStoreRef).toEqual({
      kind: 'SecretStore',
      name: 'import-hinterhof',
    });
    expect(environment(only(own, 'Job', 'db-import').spec.template.spec.containers[0])).toMatchObject({
      PGUSER: 'import_hinterhof',
      PGDATABASE: 'mechanicbuddy-hinterhof',
    });
  });

  it('has a way to the shared database from both sides, for its database and its gate alone', () => {
    const shared = only(part, 'NetworkPolicy', 'import-hinterhof');
    expect(shared.metadata.namespace).toBe('mechanicbuddy-system');
    const [{ from, ports }] = shared.spec.ingress;
    expect(ports).toEqual([{ protocol: 'TCP', port: 5432 }]);
    expect(from).toEqual(
      [
        { 'cnpg.io/cluster': 'tenant-hinterhof-postgresql' },
        { 'app.kubernetes.io/component': 'db-import' },
      ].map((matchLabels) => ({
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'tenant-hinterhof' } },
        podSelector: { matchLabels },
      })),
    );
    expect(only(own, 'NetworkPolicy', 'db-import').spec.egress).toHaveLength(1);
    expect(only(own, 'NetworkPolicy', 'import').spec.podSelector.matchLabels).toEqual({
      'cnpg.io/cluster': 'tenant-hinterhof-postgresql',
    });
  });

  it('keeps its source, which nothing fills or migrates any more', () => {
    const source = only(part, 'Database', 'mechanicbuddy-hinterhof');
    expect(source.spec.databaseReclaimPolicy).toBe('retain');
    expect(source.metadata.annotations['argocd.argoproj.io/sync-options']).toContain('Prune=false');
    expect(ofKind(part, 'Job').map(({ metadata }) => metadata.name)).toEqual(['db-migration-hinterhof']);
    expect(script(only(part, 'Job', 'db-migration-hinterhof'))).toContain('FUNCTION move_hinterhof.fence()');
  });
});

describe('a confirmed move', () => {
  const own = at(step('confirmed'), OWN);
  const part = at(step('confirmed'), PART);

  it('has no way to the shared database, no import and no secret any more', () => {
    expect(own).toEqual(at(MOVING.replace(/importFrom.*\nmigration.*\n/, ''), OWN));
    expect(own.some(({ metadata }) => /import/.test(metadata.name))).toBe(false);
    expect(ofKind(part, 'NetworkPolicy')).toEqual([]);
    expect(only(part, 'DatabaseRole', 'import-hinterhof').spec.login).toBe(false);
    expect(script(only(part, 'Job', 'db-migration-hinterhof'))).toContain('REVOKE ALL ON ALL TABLES');
  });

  it('keeps the source until its time is over, then lets it be deleted', () => {
    expect(only(part, 'Database', 'mechanicbuddy-hinterhof').spec.databaseReclaimPolicy).toBe('retain');
    const going = only(at(step('releasing'), PART), 'Database', 'mechanicbuddy-hinterhof');
    expect(going.spec.databaseReclaimPolicy).toBe('delete');
    expect(going.metadata.annotations['argocd.argoproj.io/sync-options'] ?? '').not.toContain('Prune=false');
    const drop = only(at(step('releasing'), PART), 'Job', 'db-migration-hinterhof');
    expect(script(drop)).toContain('DELETE FROM public.');
  });
});

describe('a move that is taken back', () => {
  it('first gives the host back and stops the pods; its database may go, the shared data can be written again', () => {
    const own = at(back('detached'), OWN);
    expect(ofKind(own, 'Ingress')).toEqual([]);
    expect(only(own, 'Deployment', 'api').spec.replicas).toBe(0);
    const cluster = only(own, 'Cluster', 'tenant-hinterhof-postgresql');
    expect(cluster.metadata.annotations['argocd.argoproj.io/sync-options'] ?? '').not.toContain(
      'Prune=false',
    );
    const job = only(at(back('detached'), PART), 'Job', 'db-migration-hinterhof');
    const { initContainers } = job.spec.template.spec;
    expect(initContainers.map(({ name }: { name: string }) => name)).toEqual([
      'wait-for-database',
      'unfence',
      'migrate',
    ]);
    expect(ofKind(at(back('detached'), PART), 'Ingress')).toEqual([]);
  });

  it('then renders nothing but the index, then nothing', () => {
    const emptied = rendered([back('emptied')]);
    expect(emptied.has('dist/tenants/hinterhof/application.json')).toBe(true);
    expect(at(back('emptied'), OWN)).toEqual([]);
    const over = rendered([back('returned').replace('to: professional, ', '')]);
    expect([...over.keys()].filter((path) => path.startsWith('dist/tenants/hinterhof/'))).toEqual([]);
    expect(at(back('returned').replace('to: professional, ', ''), PART)).toEqual(
      at(PETE.replaceAll('pete', 'hinterhof'), PART),
    );
  });

  it('and made again archives its backups under another name', () => {
    const again = at(`${MOVING}generation: 2\n`, OWN);
    const serverName = (objects: Rendered[]) =>
      only(objects, 'Cluster', 'tenant-hinterhof-postgresql').spec.plugins[0].parameters.serverName;
    expect([serverName(at(MOVING, OWN)), serverName(again)]).toEqual([
      'tenant-hinterhof-postgresql',
      'tenant-hinterhof-postgresql-2',
    ]);
  });
});

it('another tenant has no part in a move', () => {
  const files = rendered([MOVING, ACME]);
  expect(objectsIn(files, 'dist/tenants/acme/manifests.yaml')).toEqual(
    at(ACME, 'dist/tenants/acme/manifests.yaml'),
  );
});
