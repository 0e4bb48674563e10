import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PETE, TRYOUT } from '../fixtures/fleet.ts';
import {
  DOCUMENTED,
  migrate,
  openUsers,
  personOf,
  SHIPPED_HASH,
  signIn,
  TENANT_MIGRATIONS,
} from './application.ts';
import { GENERATED, type PlatformWorld, ROTATED, SHARED_ROLE, startPlatform } from './platform.ts';
import { ask, type Environment } from './psql.ts';

const SHARED = 'dist/free-tier/manifests.yaml';
const fileOf = (id: string) => `dist/free-tier/tenants/${id}/manifests.yaml`;

describe('the free tier', () => {
  let world: PlatformWorld;
  let tenancy: Environment;
  beforeAll(async () => {
    world = await startPlatform();
    tenancy = world.as(SHARED_ROLE, 'mechanicbuddy-tenancy');
  });
  beforeEach(() => world.sharedCluster(SHARED));
  afterAll(() => world.stop());

  const own = (id: string) => world.as(SHARED_ROLE, `mechanicbuddy-${id}`);
  const shared = () => world.job([PETE], SHARED, 'db-migration');
  const onboard = (record = PETE, id = 'pete') => world.job([record], fileOf(id), `db-migration-${id}`);
  const users = (environment: Environment) =>
    ask(environment, `SELECT username || '@' || tenantname FROM public."user" ORDER BY 1`);
  const clients = (id: string) => ask(own(id), 'SELECT count(*) FROM domain.client');

  it('lets the owner of a free tenant sign in, starting from an empty PostgreSQL', async () => {
    await shared();
    await world.databases([PETE], fileOf('pete'));
    expect(await users(own('pete'))).toEqual([]);
    await onboard();
    const user = await signIn(tenancy, { tenant: 'pete', password: GENERATED });
    expect(user).toMatchObject({
      email: 'pete@example.org',
      tenantname: 'pete',
      must_change_password: false,
    });
    expect(await personOf(own('pete'), (user as { employeeid: string }).employeeid)).toBe(
      'System Administrator',
    );
    for (const place of [tenancy, own('pete'), own('testt')]) expect(await openUsers(place)).toEqual([]);
    expect(await users(own('pete'))).toEqual(['admin@pete']);
    expect(await clients('pete')).toEqual(['0']);
  });

  it('adds the sample rows of a demo once', async () => {
    await shared();
    await world.databases([TRYOUT], fileOf('tryout'));
    for (const _again of [1, 2]) await onboard(TRYOUT, 'tryout');
    expect(await signIn(tenancy, { tenant: 'tryout', password: GENERATED })).toMatchObject({
      username: 'admin',
    });
    const rows = `SELECT concat_ws(' ', number, v.producer, w.notes, s.name, starter.firstname) FROM domain.work w
      JOIN domain.client c ON c.id = w.clientid JOIN domain.vehicle v ON v.id = w.vehicleid
      JOIN domain.vehicleregistration r ON r.ownerid = c.id AND r.vehicleid = v.id
      JOIN domain.assignment a ON a.workid = w.id JOIN domain.employee starter ON starter.id = w.starterid
      JOIN domain.repairjob j ON j.workid = w.id JOIN domain.productinstalled p ON p.repairjobid = j.id
      JOIN domain.saleable s ON s.id = p.id ORDER BY number`;
    expect(await ask(own('tryout'), rows)).toEqual([
      '1 Ford Annual service Oil filter System',
      '2 Skoda Brakes squeal Brake pads, front System',
    ]);
    expect(await clients('tryout')).toEqual(['2']);
  });

  it('starts a demo empty and warns if a release has other tables', async () => {
    await shared();
    await ask(own('testt'), 'ALTER TABLE domain.repairjob RENAME TO job');
    await world.databases([TRYOUT], fileOf('tryout'));
    expect(await onboard(TRYOUT, 'tryout')).toContain('no sample data');
    expect(await clients('tryout')).toEqual(['0']);
    expect(await signIn(tenancy, { tenant: 'tryout', password: GENERATED })).toMatchObject({
      username: 'admin',
    });
  });

  it('gives many tenants an administrator with the same name, and deletes that of the migrations', async () => {
    await shared();
    for (const [record, id] of [
      [PETE, 'pete'],
      [TRYOUT, 'tryout'],
    ] as const) {
      await world.databases([record], fileOf(id));
      await onboard(record, id);
    }
    expect(await users(tenancy)).toEqual(['admin@pete', 'admin@tryout']);
    expect(await signIn(tenancy, { tenant: 'template', password: DOCUMENTED })).toBe('unknown');
    await shared();
    await world.beforeStart([PETE], SHARED, 'free-tier-api');
    expect(await users(tenancy)).toEqual(['admin@pete', 'admin@tryout']);
  });

  it('works with a copy of the template from before its migration', async () => {
    await world.databases([PETE], fileOf('pete'));
    // The shared Job waits for the tenant's, and the tenant's for the tenancy database.
    await Promise.all([shared(), onboard()]);
    const user = await signIn(tenancy, { tenant: 'pete', password: GENERATED });
    expect(await personOf(own('pete'), (user as { employeeid: string }).employeeid)).toBe(
      'System Administrator',
    );
    expect(await openUsers(own('pete'))).toEqual([]);
  });

  it('keeps the password that the owner chose until a rotation', async () => {
    await shared();
    await world.databases([PETE], fileOf('pete'));
    await onboard();
    await ask(
      tenancy,
      `UPDATE public."user" SET password = mechanicbuddy_platform.crypt('his own', mechanicbuddy_platform.gen_salt('bf', 11))`,
    );
    await onboard();
    expect(await signIn(tenancy, { tenant: 'pete', password: 'his own' })).toMatchObject({
      username: 'admin',
    });
    for (const _again of [1, 2]) await onboard(`${PETE}passwordGeneration: 2\n`);
    expect(await signIn(tenancy, { tenant: 'pete', password: ROTATED })).toMatchObject({ username: 'admin' });
    expect(await signIn(tenancy, { tenant: 'pete', password: 'his own' })).toBe('refused');
    // A restore of the tenant's own database brings no earlier user back.
    expect(await signIn(own('pete'), { password: ROTATED })).toMatchObject({ tenantname: 'pete' });
  });

  it('closes a tenant that the application created itself before its API starts, and sets its password by its Job', async () => {
    await shared();
    await ask(
      tenancy,
      `INSERT INTO public."user" (username, password, tenantname, email) VALUES ('admin', '${SHIPPED_HASH}', 'pete', 'old@example.org'), ('admin', '${SHIPPED_HASH}', 'stray', 's@example.org')`,
    );
    await world.beforeStart([PETE], SHARED, 'free-tier-api');
    expect(await openUsers(tenancy)).toEqual([]);
    await world.databases([PETE], fileOf('pete'));
    await onboard();
    expect(await signIn(tenancy, { tenant: 'pete', password: GENERATED })).toMatchObject({
      email: 'pete@example.org',
    });
  });

  it('does not accept the documented password after a restore of the shared databases, of any state', async () => {
    await shared();
    await ask(world.superuser, 'DROP DATABASE "mechanicbuddy-tenancy"');
    await ask(world.superuser, `CREATE DATABASE "mechanicbuddy-tenancy" OWNER ${SHARED_ROLE}`);
    await migrate(tenancy, TENANT_MIGRATIONS);
    expect(await openUsers(tenancy)).toHaveLength(1);
    await world.beforeStart([PETE], SHARED, 'free-tier-api');
    expect(await users(tenancy)).toEqual([]);
  });

  it('migrates template, tenancy and each tenant separately', async () => {
    await shared();
    await world.databases([PETE], fileOf('pete'));
    await onboard();
    const journal = (id: string) => ask(own(id), 'SELECT count(*) FROM schemaversions');
    for (const id of ['testt', 'tenancy', 'pete']) expect(await journal(id)).toEqual(['4']);
  });

  it('lets the shared API roll out once every tenant’s database is migrated', async () => {
    await shared();
    await world.databases([PETE], fileOf('pete'));
    await onboard();
    await ask(own('pete'), `DELETE FROM schemaversions WHERE scriptname = '3 function'`);
    let isOver = false;
    const waiting = shared().finally(() => (isOver = true));
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(isOver).toBe(false);
    await onboard();
    expect(await waiting).toContain('every tenant database is migrated');
  });
});
