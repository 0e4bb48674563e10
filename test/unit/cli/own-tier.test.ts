import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, filesOf, PETE, PLATFORM } from '../../fixtures/fleet.ts';

const STARTER = `${PLATFORM}tiers:
  starter:
    like: professional
    mechanics: {min: 1, max: 3}
    application: solo
    api: {replicas: 1}
    database: {instances: 1, storage: 10Gi}
stripe: {prices: {price_starter: starter}}
prices: {perMechanic: {starter: 25}}
`;

let place: Workspace;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
    cwd: place.root,
  });

beforeAll(async () => {
  place = await workspace(filesOf([ACME, PETE], STARTER));
  await place.run('synth');
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'base');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
}, 120_000);
afterAll(() => place.remove());

const add = (id: string, tier: string, ...more: string[]) =>
  place.run(
    'tenant',
    'add',
    id,
    '--name',
    'Corner',
    '--owner-email',
    'corner@example.org',
    '--tier',
    tier,
    ...more,
  );

describe('a tier that only platform.yaml knows', { timeout: 120_000 }, () => {
  it('takes a new tenant, rendered by its values', async () => {
    expect((await add('corner', 'starter')).code).toBe(0);
    const files = await place.files();
    expect(files.get('tenants/corner.yaml')).toContain('tier: starter\nmechanics: 1\n');
    const manifests = files.get('dist/tenants/corner/manifests.yaml') ?? '';
    expect(manifests).toContain('mechanicbuddy.app/tier: starter');
    expect(manifests).toMatch(/name: TENANT_TIER\n\s+value: solo/);
    expect(manifests).toContain('size: 10Gi');
    expect((await place.run('validate')).code).toBe(0);
  });

  it('is selected, counted and priced', async () => {
    const listed = JSON.parse((await place.run('tenant', 'list', '-l', 'tier=starter', '--json')).stdout);
    expect(JSON.stringify(listed)).toContain('corner');
    expect(JSON.stringify(listed)).not.toContain('acme');
    const capacity = JSON.parse((await place.run('capacity', '--json')).stdout);
    expect(capacity.tenants).toEqual({ free: 1, demo: 0, starter: 1, professional: 1, enterprise: 0 });
    expect(capacity.parts.find(({ name }: { name: string }) => name === 'starter')).toMatchObject({
      tenants: 1,
      storageMiB: 10 * 1024,
    });
    expect((await place.run('capacity')).stdout).toMatch(/^starter +1 +\d/m);
    const cost = JSON.parse((await place.run('cost', '--json')).stdout);
    expect(cost.parts.find(({ name }: { name: string }) => name === 'starter')).toMatchObject({
      tenants: 1,
      revenue: 25,
    });
  });

  it('is a target of an upgrade, from the shared instance and from another tier', async () => {
    const moved = await place.run('tenant', 'upgrade', 'pete', '--tier', 'starter', '--plan');
    expect(moved.stdout).toContain('move free → starter for 1');
    const smaller = await place.run('tenant', 'upgrade', 'acme', '--tier', 'starter', '--plan');
    expect(smaller.stdout).toContain('professional → starter for 3, it had 4, keeps 50Gi of storage');
  });

  it('is guarded by the gate: its volumes do not shrink', async () => {
    await place.write('platform.yaml', STARTER.replace('10Gi', '5Gi'));
    const { code, stderr } = await place.run('validate');
    await place.write('platform.yaml', STARTER);
    expect(code).toBe(1);
    expect(stderr).toContain('tiers.starter.database.storage');
  });

  it('cannot go while a tenant is on it', async () => {
    await place.write('platform.yaml', PLATFORM);
    const { code, stderr } = await place.run('validate');
    await place.write('platform.yaml', STARTER);
    expect(code).toBe(1);
    expect(stderr).toContain('tenants/corner.yaml:5: tier: no such tier (found "starter"');
  });
});

it('another name is refused with those that there are, and writes nothing', {
  timeout: 120_000,
}, async () => {
  const before = await place.files();
  const added = await add('edge', 'startr');
  const upgraded = await place.run('tenant', 'upgrade', 'acme', '--tier', 'startr');
  for (const { code, stderr } of [added, upgraded]) {
    expect(code).toBe(1);
    expect(stderr).toContain(
      'found "startr"; allowed: free, demo, starter, professional, enterprise; did you mean starter?',
    );
  }
  expect(await place.files()).toEqual(before);
});
