import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACME } from '../fixtures/fleet.ts';
import { DOCUMENTED, migrate, openUsers, personOf, signIn, TENANT_MIGRATIONS } from './application.ts';
import { DEDICATED, GENERATED, type PlatformWorld, ROTATED, startPlatform } from './platform.ts';
import { ask, type Environment } from './psql.ts';

const ROTATION = `${ACME}passwordGeneration: 2\n`;

describe('a dedicated tenant', () => {
  let world: PlatformWorld;
  let database: Environment;
  beforeAll(async () => {
    world = await startPlatform();
  });
  beforeEach(async () => {
    database = await world.cluster();
  });
  afterAll(() => world.stop());

  const job = (record = ACME) => world.job([record], DEDICATED, 'db-migration');
  const beforeStart = () => world.beforeStart([ACME], DEDICATED, 'api');
  const choose = (password: string) =>
    ask(
      database,
      `UPDATE public."user" SET password = mechanicbuddy_platform.crypt('${password}', mechanicbuddy_platform.gen_salt('bf', 11)) WHERE username = 'admin'`,
    );

  it('lets its owner sign in only with the generated password, starting from an empty PostgreSQL', async () => {
    expect(await job()).toContain('the generated password is set');
    const user = await signIn(database, { password: GENERATED });
    expect(user).toMatchObject({ email: 'admin@acme.com', must_change_password: false });
    expect((user as { password: string }).password).toMatch(/^\$2a\$11\$.{53}$/);
    expect(await personOf(database, (user as { employeeid: string }).employeeid)).toBe(
      'System Administrator',
    );
    expect(await signIn(database, { password: DOCUMENTED })).toBe('refused');
    await beforeStart();
    expect(await signIn(database, { password: GENERATED })).toMatchObject({ username: 'admin' });
  });

  it('keeps the password that its owner chose when the Job and the API run again', async () => {
    await job();
    await choose('her own');
    expect(await job()).toContain('nothing to do');
    await beforeStart();
    expect(await signIn(database, { password: 'her own' })).toMatchObject({ username: 'admin' });
    expect(await signIn(database, { password: GENERATED })).toBe('refused');
  });

  it('gets a new password once for each rotation', async () => {
    await job();
    await choose('forgotten');
    expect(await job(ROTATION)).toContain('the generated password is set');
    expect(await signIn(database, { password: ROTATED })).toMatchObject({ must_change_password: false });
    expect(await signIn(database, { password: 'forgotten' })).toBe('refused');
    await choose('her next');
    await job(ROTATION);
    expect(await signIn(database, { password: 'her next' })).toMatchObject({ username: 'admin' });
  });

  it('gets a deleted administrator back by a rotation', async () => {
    await job();
    await ask(database, `DELETE FROM public."user"`);
    await job(ROTATION);
    const user = await signIn(database, { password: ROTATED });
    expect(user).toMatchObject({ tenantname: 'acme', email: 'admin@acme.com', must_change_password: false });
    expect(await personOf(database, (user as { employeeid: string }).employeeid)).toBeDefined();
  });

  it('is closed before its API starts if the Job did not run, and gets the generated password from the Job later', async () => {
    await beforeStart();
    expect(await openUsers(database)).toEqual([]);
    expect(await job()).toContain('the generated password is set');
    expect(await signIn(database, { password: GENERATED })).toMatchObject({ username: 'admin' });
  });

  it('replaces the documented password of every user, in each format of the hash', async () => {
    await job();
    await ask(
      database,
      `INSERT INTO public."user" (username, tenantname, password) SELECT form, 'acme', form || substr(mechanicbuddy_platform.crypt('${DOCUMENTED}', mechanicbuddy_platform.gen_salt('bf', 4)), 4) FROM unnest(ARRAY['$2a', '$2b', '$2y']) form;
       INSERT INTO public."user" (username, tenantname, password) VALUES ('odd', 'acme', 'no hash at all'), ('empty', 'acme', '');`,
    );
    expect(await openUsers(database)).toHaveLength(3);
    await beforeStart();
    expect(await openUsers(database)).toEqual([]);
    expect(await ask(database, `SELECT password FROM "user" WHERE username = 'odd'`)).toEqual([
      'no hash at all',
    ]);
  });

  it('does not accept the documented password after a restore of any state, and keeps a rotation', async () => {
    await migrate(database, TENANT_MIGRATIONS);
    await world.restore(database, 'fresh');
    await job();
    await choose('leaked');
    await world.restore(database, 'leaked');
    await job(ROTATION);
    for (const [backup, record, password] of [
      ['fresh', ACME, GENERATED],
      ['leaked', ROTATION, ROTATED],
    ] as const) {
      await world.restore({ ...database, PGDATABASE: backup }, 'mechanicbuddy');
      await beforeStart();
      expect(await openUsers(database)).toEqual([]);
      await job(record);
      expect(await signIn(database, { password })).toMatchObject({ username: 'admin' });
      expect(await signIn(database, { password: 'leaked' })).toBe('refused');
    }
    for (const backup of ['fresh', 'leaked']) await ask(world.superuser, `DROP DATABASE ${backup}`);
  });

  it('does not get the documented administrator again when the migrations run again', async () => {
    await job();
    await migrate(database, TENANT_MIGRATIONS);
    expect(await openUsers(database)).toEqual([]);
  });

  it('fails in the first migration if the role does not own the database', async () => {
    await ask(world.superuser, 'CREATE ROLE stranger LOGIN');
    await expect(migrate({ ...database, PGUSER: 'stranger' }, TENANT_MIGRATIONS)).rejects.toThrow(
      'permission denied',
    );
  });
});
