import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  MOVING,
  objectsIn,
  only,
  PETE,
  PLATFORM,
  rendered,
  environment as variables,
} from '../fixtures/fleet.ts';
import { ask, type Environment, psql, type Ran, runProgram } from './psql.ts';
import { startPostgresql } from './server.ts';
import { counts, type Isolation, makeWorld, OWNER, placeOf, TABLES } from './world.ts';
import { startWriter } from './writer.ts';

const SCHEMA = MOVING.replace(
  '{database: mechanicbuddy-hinterhof}',
  '{database: mechanicbuddy-free-tier, schema: tenant_hinterhof}',
);
const BACK = PETE.replaceAll('pete', 'hinterhof').concat(
  'migration: {from: free, to: professional, step: detached}\n',
);

/** The containers that are rendered for a record, by their place. */
function programs(record: string, isolation: Isolation) {
  const files = rendered([record], `${PLATFORM}freeTier: {isolation: ${isolation}}\n`);
  const job = (path: string, name: string) => only(objectsIn(files, path), 'Job', name).spec.template.spec;
  const shared = job('dist/free-tier/tenants/hinterhof.yaml', 'db-migration-hinterhof');
  return { files, shared, own: (name: string) => job('dist/tenants/hinterhof/manifests.yaml', name) };
}

// biome-ignore lint/suspicious/noExplicitAny: a container as it is rendered
type Container = any;

describe.each<Isolation>(['database', 'schema'])('a move with isolation %s', (isolation) => {
  const record = isolation === 'database' ? MOVING : SCHEMA;
  const { database, schema } = placeOf('hinterhof', isolation);
  let server: Awaited<ReturnType<typeof startPostgresql>>;
  let superuser: Environment;
  let owner: Environment;
  let importer: Environment;

  beforeAll(async () => {
    server = await startPostgresql();
    superuser = server.environment;
    await makeWorld(superuser, isolation);
    owner = { ...superuser, PGUSER: OWNER, PGDATABASE: database };
    importer = { ...superuser, PGUSER: 'import_hinterhof', PGDATABASE: database };
  });
  afterAll(() => server.stop());

  /** Runs a container's script with its own environment, at this server. */
  function run(container: Container): Promise<Ran> {
    const own = Object.fromEntries(
      Object.entries(variables(container)).filter(([, value]) => typeof value === 'string'),
    ) as Environment;
    const { PGHOST, PGPORT } = superuser as { PGHOST: string; PGPORT: string };
    return runProgram([...container.command, ...container.args], {
      ...own,
      PGHOST,
      PGPORT,
      PGPASSWORD: 'trusted',
    });
  }
  const prepare = () => run(programs(record, isolation).shared.containers[0]);
  const gate = () => run(programs(record, isolation).own('db-import').containers[0]);
  const write = (as: Environment) => psql(as, `INSERT INTO ${schema}.customer (name) VALUES ('late')`);
  const read = (as: Environment, table: string) => psql(as, `SELECT count(*) FROM ${table}`);

  it('is prepared without taking anything from the tenant, and brings its present users', async () => {
    expect(await prepare()).toMatchObject({ code: 0 });
    expect(await ask(owner, `SELECT username || ' ' || password FROM ${schema}."user" ORDER BY 1`)).toEqual([
      'hinterhof-boss present',
      'hinterhof-new present',
    ]);
    expect((await write(owner)).code).toBe(0);
    expect((await read(importer, `${schema}.customer`)).stderr).toContain('permission denied');
  });

  it('closes the source: nothing acknowledged is lost, nothing is written afterwards', async () => {
    const writers = [1, 2, 3].map(() => startWriter(owner, schema));
    await sleep(300);
    const closed = await gate();
    expect([closed.code, closed.stderr]).toEqual([0, '']);
    const atFence = await counts(everything(), schema);
    await Promise.race([Promise.all(writers.map(({ ended }) => ended)), sleep(3000)]);
    const acknowledged = writers.flatMap((writer) => writer.acknowledged);
    for (const { kill } of writers) kill();
    expect(acknowledged.length).toBeGreaterThan(50);
    const there = new Set(await ask(everything(), `SELECT id FROM ${schema}.customer`));
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    expect(await counts(everything(), schema)).toEqual(atFence);
    expect((await write(owner)).stderr).toMatch(/read-only transaction|permission denied/);
  });

  it('lets the import read this tenant, and nobody else', async () => {
    for (const table of TABLES) expect((await read(importer, `${schema}.${table}`)).code).toBe(0);
    const other = placeOf('other', isolation);
    const elsewhere = [
      read({ ...importer, PGDATABASE: other.database }, `${other.schema}.customer`),
      read({ ...importer, PGDATABASE: 'mechanicbuddy-tenancy' }, 'public."user"'),
    ];
    for (const { stderr } of await Promise.all(elsewhere)) expect(stderr).toContain('permission denied');
    expect(
      (await write({ ...importer, PGOPTIONS: '-c default_transaction_read_only=off' })).stderr,
    ).toContain('permission denied');
  });

  it('can be prepared and closed again, which changes nothing', async () => {
    const before = await counts(everything(), schema);
    expect(await prepare()).toMatchObject({ code: 0 });
    expect(await gate()).toMatchObject({ code: 0 });
    expect(await counts(everything(), schema)).toEqual(before);
    expect((await write(owner)).code).not.toBe(0);
  });

  it('leaves the other tenants as they were', async () => {
    const other = placeOf('other', isolation);
    const as = { ...owner, PGDATABASE: other.database };
    expect((await psql(as, `INSERT INTO ${other.schema}.customer (name) VALUES ('still')`)).code).toBe(0);
  });

  it('imports exactly the tenant’s rows, with the options that are rendered', async () => {
    const { files } = programs(record, isolation);
    const cluster = only(
      objectsIn(files, 'dist/tenants/hinterhof/manifests.yaml'),
      'Cluster',
      'tenant-hinterhof-postgresql',
    );
    const { import: options, database: target, owner: role } = cluster.spec.bootstrap.initdb;
    const [{ connectionParameters }] = cluster.spec.externalClusters;
    expect(connectionParameters).toMatchObject({ user: 'import_hinterhof', dbname: database });
    expect(options.databases).toEqual([database]);
    const dedicated = await startPostgresql();
    const dump = join(dedicated.dir, 'dump');
    try {
      const admin = { ...dedicated.environment, PGDATABASE: target };
      await ask(dedicated.environment, `CREATE ROLE ${role} LOGIN`);
      await ask(dedicated.environment, `CREATE DATABASE ${target} OWNER ${role}`);
      // As CloudNativePG imports a “microservice”: a dump by the source's role, restored in three sections for the owner.
      const dumped = await runProgram(
        ['pg_dump', '-Fd', '-f', dump, ...options.pgDumpExtraOptions],
        importer,
      );
      expect([dumped.code, dumped.stderr]).toEqual([0, '']);
      for (const section of ['pre-data', 'data', 'post-data']) {
        const restore = [
          'pg_restore',
          '-d',
          target,
          `--section=${section}`,
          '--no-owner',
          '--no-privileges',
          `--role=${role}`,
        ];
        const restored = await runProgram([...restore, dump], dedicated.environment);
        expect([section, restored.code, restored.stderr]).toEqual([section, 0, '']);
      }
      for (const sql of options.postImportApplicationSQL ?? []) await ask(admin, sql);

      const application = { ...admin, PGUSER: role };
      expect(await counts(application, 'public')).toEqual(await counts(everything(), schema));
      const whose =
        "SELECT DISTINCT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'";
      expect(await ask(application, whose)).toEqual(['public']);
      const owners = `SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace`;
      expect(await ask(application, owners)).toEqual([role]);
      expect(await ask(application, `SELECT count(*) FROM customer WHERE name LIKE 'other%'`)).toEqual(['0']);
      expect(await ask(application, `INSERT INTO customer (name) VALUES ('new') RETURNING id > 40`)).toEqual([
        't',
      ]);
      expect(await ask(application, 'SELECT count(*) > 30 FROM revenue')).toEqual(['t']);
      expect(await ask(application, `SELECT DISTINCT tenantname || ' ' || password FROM "user"`)).toEqual([
        'hinterhof present',
      ]);
    } finally {
      rmSync(dump, { recursive: true, force: true });
      await dedicated.stop();
    }
  });

  it('is confirmed: the import may read nothing, the source stays as it was', async () => {
    const confirmed = programs(record.replace('step: importing', 'step: confirmed'), isolation).shared
      .containers[0];
    for (const _again of [1, 2]) expect(await run(confirmed)).toMatchObject({ code: 0 });
    for (const table of TABLES)
      expect((await read(importer, `${schema}.${table}`)).stderr).toContain('permission denied');
    expect((await write(owner)).code).not.toBe(0);
    expect(await ask(everything(), `SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'move%'`)).toEqual([
      '0',
    ]);
  });

  it('is taken back: the tenant writes again, and the role has nothing left to be dropped with', async () => {
    expect(await prepare()).toMatchObject({ code: 0 });
    expect(await gate()).toMatchObject({ code: 0 });
    const unfence = programs(BACK, isolation).shared.initContainers.find(
      ({ name }: { name: string }) => name === 'unfence',
    );
    for (const _again of [1, 2]) expect(await run(unfence)).toMatchObject({ code: 0 });
    expect((await write(owner)).code).toBe(0);
    expect((await read(importer, `${schema}.customer`)).stderr).toContain('permission denied');
    expect(await psql(superuser, 'DROP ROLE import_hinterhof')).toMatchObject({ code: 0 });
  });

  function everything(): Environment {
    return { ...superuser, PGDATABASE: database };
  }
});
