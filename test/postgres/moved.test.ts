import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MOVING, PETE } from '../fixtures/fleet.ts';
import { DOCUMENTED, openUsers, personOf, SHIPPED_HASH, signIn } from './application.ts';
import { GENERATED, type PlatformWorld, SHARED_ROLE, startPlatform } from './platform.ts';
import { ask, type Environment, runProgram } from './psql.ts';

const SHARED = 'dist/free-tier/manifests.yaml';
const PART = 'dist/free-tier/tenants/hinterhof/manifests.yaml';
const OWN = 'dist/tenants/hinterhof/manifests.yaml';
const FREE = PETE.replaceAll('pete', 'hinterhof');
const ON_SHARED = 'Of5The6Shared7Instance8X';

describe('a tenant that moves from the shared instance', () => {
  let world: PlatformWorld;
  let tenancy: Environment;
  let database: Environment;
  beforeAll(async () => {
    world = await startPlatform();
    tenancy = world.as(SHARED_ROLE, 'mechanicbuddy-tenancy');
    await ask(world.superuser, 'CREATE ROLE import_hinterhof LOGIN');
  });
  beforeEach(async () => {
    await world.sharedCluster(SHARED);
    database = await world.cluster();
    await world.job([FREE], SHARED, 'db-migration');
    await world.databases([FREE], PART);
    await world.job([FREE], PART, 'db-migration-hinterhof');
  });
  afterAll(() => world.stop());

  /** Everything before the new database's API starts: the fence, CloudNativePG's import, the Job. */
  async function move(): Promise<string> {
    await world.job([MOVING], PART, 'db-migration-hinterhof');
    await world.job([MOVING], OWN, 'db-import');
    const importer = world.as('import_hinterhof', 'mechanicbuddy-hinterhof');
    const options = ['--no-owner', '--no-privileges', '--exclude-schema=move_hinterhof'];
    const dump = await runProgram(['pg_dump', ...options], importer);
    const restored = await runProgram(['psql', '-q', '-v', 'ON_ERROR_STOP=1'], database, dump.stdout);
    expect([dump.code, restored.stderr]).toEqual([0, '']);
    const said = await world.job([MOVING], OWN, 'db-migration');
    await world.beforeStart([MOVING], OWN, 'api');
    return said;
  }

  it('keeps its owner’s password: nobody is locked out, and nobody else can sign in', async () => {
    expect(await move()).toContain('their passwords stay');
    const user = await signIn(database, { password: ON_SHARED });
    expect(user).toMatchObject({ tenantname: 'hinterhof', must_change_password: false });
    expect(await personOf(database, (user as { employeeid: string }).employeeid)).toBe(
      'System Administrator',
    );
    for (const password of [DOCUMENTED, GENERATED])
      expect(await signIn(database, { password })).toBe('refused');
    expect(await openUsers(database)).toEqual([]);
  });

  it('gets the generated password if the shared instance had the documented one', async () => {
    await ask(
      tenancy,
      `UPDATE public."user" SET password = '${SHIPPED_HASH}' WHERE tenantname = 'hinterhof'`,
    );
    expect(await move()).toContain('the generated password is set');
    expect(await signIn(database, { password: GENERATED })).toMatchObject({ username: 'admin' });
    expect(await openUsers(database)).toEqual([]);
  });
});
