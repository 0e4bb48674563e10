import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Move, startMove } from './moving.ts';
import { ask, type Environment, psql, runProgram } from './psql.ts';
import { startPostgresql } from './server.ts';
import { counts, type Isolation, placeOf, TABLES } from './world.ts';
import { openTransaction, startWriter } from './writer.ts';

describe.each<Isolation>(['database', 'schema'])('a move with isolation %s', (isolation) => {
  let move: Move;
  let owner: Environment;
  let importer: Environment;
  let superuser: Environment;
  const { schema } = placeOf('hinterhof', isolation);

  beforeAll(async () => {
    move = await startMove(isolation);
    ({ owner, importer, superuser } = move);
  });
  afterAll(() => move.stop());

  const write = (as: Environment) => psql(as, `INSERT INTO ${schema}.customer (name) VALUES ('late')`);
  const read = (as: Environment, table: string) => psql(as, `SELECT count(*) FROM ${table}`);
  const users = (as: Environment, place: string) =>
    ask(
      as,
      `SELECT concat_ws(' ', username, password, must_change_password) FROM ${place}."user" ORDER BY 1`,
    );
  const PRESENT = ['hinterhof-boss changed f', 'hinterhof-late late f', 'hinterhof-new present t'];

  it('is prepared without a change for the tenant', async () => {
    expect(await move.run('prepare')).toMatchObject({ code: 0 });
    expect(await users(owner, schema)).toEqual(['hinterhof-boss stale t', 'hinterhof-left stale t']);
    expect((await write(owner)).code).toBe(0);
    expect((await read(importer, `${schema}.customer`)).stderr).toContain('permission denied');
  });

  it('closes the source: no acknowledged write is lost, and none follows', async () => {
    const writers = [1, 2, 3].map(() => startWriter(owner, schema));
    const open = openTransaction(owner, `INSERT INTO ${schema}.customer (name) VALUES ('never answered')`);
    await sleep(300);
    // Until the host has left, users can change passwords, and a new user may have the address of a deleted one.
    await ask(
      move.tenancy,
      `UPDATE "user" SET password = 'changed', must_change_password = false WHERE username = 'hinterhof-boss';
       INSERT INTO "user" VALUES ('hinterhof-late', 'late', 'hinterhof', 'left@hinterhof.example', true, '\\x00ff', gen_random_uuid(), false);`,
    );
    const closed = await move.run('gate');
    open.kill();
    expect(closed.code).toBe(0);
    expect(await users(owner, schema)).toEqual(PRESENT);
    const atFence = await counts(move.everything, schema);
    await Promise.race([Promise.all(writers.map(({ ended }) => ended)), sleep(3000)]);
    const acknowledged = writers.flatMap((writer) => writer.acknowledged);
    for (const { kill } of writers) kill();
    expect(acknowledged.length).toBeGreaterThan(50);
    const there = new Set(await ask(move.everything, `SELECT id FROM ${schema}.customer`));
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    expect(await counts(move.everything, schema)).toEqual(atFence);
    expect((await write(owner)).stderr).toMatch(/read-only transaction|permission denied/);
  });

  it('lets the import read this tenant and no other', async () => {
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

  it('changes nothing when it is prepared and closed again', async () => {
    const before = await counts(move.everything, schema);
    expect(await move.run('prepare')).toMatchObject({ code: 0 });
    expect(await move.run('gate')).toMatchObject({ code: 0 });
    expect(await counts(move.everything, schema)).toEqual(before);
    expect((await write(owner)).code).not.toBe(0);
  });

  it('leaves the other tenants as they were', async () => {
    const other = placeOf('other', isolation);
    const as = { ...owner, PGDATABASE: other.database };
    expect((await psql(as, `INSERT INTO ${other.schema}.customer (name) VALUES ('still')`)).code).toBe(0);
  });

  it('imports exactly the tenant’s rows with the rendered options', async () => {
    const { bootstrap, externalClusters } = move.cluster;
    const { import: options, database: target, owner: role } = bootstrap.initdb;
    const [{ connectionParameters }] = externalClusters;
    expect(connectionParameters).toMatchObject({ user: 'import_hinterhof', dbname: importer['PGDATABASE'] });
    expect(options.databases).toEqual([importer['PGDATABASE']]);
    const dedicated = await startPostgresql();
    const dump = join(dedicated.dir, 'dump');
    try {
      const admin = { ...dedicated.environment, PGDATABASE: target };
      await ask(dedicated.environment, `CREATE ROLE ${role} LOGIN`);
      await ask(dedicated.environment, `CREATE DATABASE ${target} OWNER ${role}`);
      // As CloudNativePG imports a “microservice”: a dump by the source's role, restored in three sections for the owner,
      // who is a superuser while extensions are made.
      await ask(admin, `ALTER ROLE ${role} SUPERUSER`);
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
      await ask(admin, `ALTER ROLE ${role} NOSUPERUSER`);
      for (const sql of options.postImportApplicationSQL ?? []) await ask(admin, sql);

      const application = { ...admin, PGUSER: role };
      expect(await counts(application, 'public')).toEqual(await counts(move.everything, schema));
      const own = "nspname !~ '^pg_' AND nspname <> 'information_schema'";
      expect(await ask(application, `SELECT nspname FROM pg_namespace WHERE ${own} ORDER BY 1`)).toEqual(
        isolation === 'database' ? ['domain', 'public'] : ['public'],
      );
      const owners = `SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE ${own}`;
      expect(await ask(application, owners)).toEqual([role]);
      if (isolation === 'database')
        expect(await ask(application, `SELECT count(*) FROM domain.employee WHERE name = 'ANNA'`)).toEqual([
          '1',
        ]);
      expect(await ask(application, `SELECT count(*) FROM customer WHERE name LIKE 'other%'`)).toEqual(['0']);
      expect(await ask(application, `INSERT INTO customer (name) VALUES ('new') RETURNING id > 40`)).toEqual([
        't',
      ]);
      expect(await ask(application, 'SELECT count(*) > 30 FROM revenue')).toEqual(['t']);
      expect(await users(application, 'public')).toEqual(PRESENT);
    } finally {
      rmSync(dump, { recursive: true, force: true });
      await dedicated.stop();
    }
  });

  it('revokes the import’s rights and keeps the source when it is confirmed', async () => {
    for (const _again of [1, 2]) expect(await move.run('revoke')).toMatchObject({ code: 0 });
    for (const table of TABLES)
      expect((await read(importer, `${schema}.${table}`)).stderr).toContain('permission denied');
    expect((await write(owner)).code).not.toBe(0);
    for (const place of [move.everything, move.tenancy])
      expect(await ask(place, `SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'move%'`)).toEqual(['0']);
  });

  it('lets the tenant write again when it is taken back, and leaves the role without rights, so that it can be dropped', async () => {
    expect(await move.run('prepare')).toMatchObject({ code: 0 });
    expect(await move.run('gate')).toMatchObject({ code: 0 });
    for (const _again of [1, 2]) expect(await move.run('unfence')).toMatchObject({ code: 0 });
    expect((await write(owner)).code).toBe(0);
    expect((await read(importer, `${schema}.customer`)).stderr).toContain('permission denied');
    expect(await psql(superuser, 'DROP ROLE import_hinterhof')).toMatchObject({ code: 0 });
  });
});
