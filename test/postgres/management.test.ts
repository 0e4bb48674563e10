import { compare } from 'bcryptjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM } from '../fixtures/fleet.ts';
import {
  DOCUMENTED,
  MANAGEMENT_MIGRATIONS,
  migrate,
  SHIPPED_HASH,
  SHIPPED_SUPER_ADMIN,
} from './application.ts';
import { GENERATED, type PlatformWorld, ROTATED, startPlatform } from './platform.ts';
import { ask, type Environment } from './psql.ts';

const SYSTEM = 'dist/system/manifests.yaml';
/** The password of the account that these migrations ship. Any known password would do. */
const KNOWN = DOCUMENTED;

describe('the management plane', () => {
  let world: PlatformWorld;
  let database: Environment;
  beforeAll(async () => {
    world = await startPlatform();
  });
  beforeEach(async () => {
    database = await world.cluster();
  });
  afterAll(() => world.stop());

  const job = (platform = PLATFORM) => world.job([], SYSTEM, 'management-db-migration', platform);
  const beforeStart = () => world.beforeStart([], SYSTEM, 'management-api');
  /** The application's rule: the account is active and the password matches. */
  const signIn = async (email: string, password: string) => {
    const [row = '{}'] = await ask(
      database,
      `SELECT to_jsonb(a) FROM management.super_admins a WHERE email = '${email}'`,
    );
    const { password_hash: hash = '', is_active: isActive, role } = JSON.parse(row);
    return isActive === true && (await compare(password, hash)) ? role : undefined;
  };

  it('runs its migrations as the rendered role, and has one super administrator of its own', async () => {
    await job();
    expect(await ask(database, 'SELECT count(*) FROM schemaversions')).toEqual(['3']);
    expect(await signIn('admin@example.com', GENERATED)).toBe('admin');
    expect(await signIn(SHIPPED_SUPER_ADMIN, KNOWN)).toBeUndefined();
    await beforeStart();
    await job();
    expect(await signIn('admin@example.com', GENERATED)).toBe('admin');
  });

  it('fails in a migration without the schema in the connection string', async () => {
    await expect(migrate(database, MANAGEMENT_MIGRATIONS)).rejects.toThrow(
      'relation "tenants" does not exist',
    );
  });

  it('never lets the shipped account sign in, even if the Job did not run', async () => {
    await beforeStart();
    expect(await signIn(SHIPPED_SUPER_ADMIN, KNOWN)).toBeUndefined();
    const hash = await ask(database, 'SELECT password_hash FROM management.super_admins');
    expect(hash).not.toContain(SHIPPED_HASH.replace('$2a', '$2b'));
  });

  it('takes the shipped account over if the platform’s own has its address', async () => {
    const own = `${PLATFORM}system: {superAdmin: {initialEmail: Admin@mechanicbuddy.app}}\n`;
    await job(own);
    expect(await signIn(SHIPPED_SUPER_ADMIN, GENERATED)).toBe('admin');
    expect(await signIn(SHIPPED_SUPER_ADMIN, KNOWN)).toBeUndefined();
    await beforeStart();
    expect(await signIn(SHIPPED_SUPER_ADMIN, GENERATED)).toBe('admin');
  });

  it('keeps the password that the administrator chose until a rotation, and closes the account of an earlier address', async () => {
    await job();
    await ask(
      database,
      `UPDATE management.super_admins SET password_hash = mechanicbuddy_platform.crypt('own', mechanicbuddy_platform.gen_salt('bf', 11)) WHERE email = 'admin@example.com'`,
    );
    await job();
    expect(await signIn('admin@example.com', 'own')).toBe('admin');
    await job(`${PLATFORM}system: {superAdmin: {passwordGeneration: 2}}\n`);
    expect(await signIn('admin@example.com', ROTATED)).toBe('admin');
    await job(`${PLATFORM}system: {superAdmin: {initialEmail: other@example.com, passwordGeneration: 2}}\n`);
    expect(await signIn('other@example.com', ROTATED)).toBe('admin');
    expect(await signIn('admin@example.com', ROTATED)).toBeUndefined();
  });

  it('takes over an account that a customer created with its address', async () => {
    await world.cluster();
    const search = { ...database, PGOPTIONS: '-c search_path=management,public' };
    await migrate(search, MANAGEMENT_MIGRATIONS);
    await ask(
      database,
      `INSERT INTO management.super_admins (email, password_hash, name, role) VALUES ('admin@example.com', '${SHIPPED_HASH}', 'Somebody', 'owner')`,
    );
    await job();
    expect(await signIn('admin@example.com', KNOWN)).toBeUndefined();
    expect(await signIn('admin@example.com', GENERATED)).toBe('admin');
  });
});
