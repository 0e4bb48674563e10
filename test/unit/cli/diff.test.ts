import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, BIGSHOP, filesOf, PETE, PLATFORM } from '../../fixtures/fleet.ts';

let place: Workspace;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
    cwd: place.root,
    stdio: 'ignore',
  });
const commit = (message: string) => {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
};

beforeEach(async () => {
  place = await workspace(filesOf([ACME, BIGSHOP, PETE]));
  await place.run('synth');
  git('init', '--quiet', '--initial-branch', 'main');
  commit('base');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
});
afterEach(() => place.remove());

it('compares with the merge base with origin/main', async () => {
  await place.run('tenant', 'set', 'acme', 'storage=60Gi');
  const { code, stdout } = await place.run('diff');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^1 tenant changed; 2 objects changed\n\+2\.00 USD a month: \+20 GiB storage\n\n1 tenant: acme\n/,
  );
  expect(stdout).toContain('  ~ Cluster/tenant-acme-postgresql  spec.storage.size: 50Gi → 60Gi\n');
});

describe('after main moved on', () => {
  const others = 'tenants/bigshop.yaml';
  beforeEach(async () => {
    git('switch', '--quiet', '--create', 'branch');
    await place.run('tenant', 'set', 'acme', 'storage=60Gi');
    commit('more storage');
    git('switch', '--quiet', 'main');
    await place.write(others, BIGSHOP.replace('id: bigshop', 'id: bigshop\nstorage: 300Gi'));
    await place.write('tenants/new.yaml', ACME.replaceAll('acme', 'new'));
    await place.run('synth');
    commit('meanwhile');
    git('switch', '--quiet', 'branch');
  });

  it('shows only the branch from the merge base, and both for two revisions', async () => {
    const own = /^1 tenant changed; 2 objects changed\n/;
    expect((await place.run('diff', 'main...')).stdout).toMatch(own);
    expect((await place.run('diff', 'main...HEAD')).stdout).toMatch(own);
    expect((await place.run('diff', 'main...branch')).stdout).toMatch(own);
    expect((await place.run('diff', 'branch...main')).stdout).toContain('1 tenant: new');
    for (const both of ['main', 'main..', 'main..HEAD'])
      expect((await place.run('diff', both)).stdout).toMatch(/^2 tenants changed, 1 removed; /);
  });

  it('validates only the branch, too', async () => {
    const { code, stderr } = await place.run('validate', '--base', 'main');
    expect(code).toBe(0);
    expect(stderr).not.toContain('record is gone');
  });
});

it('compares two commits, at the prices of the second, without the work tree', async () => {
  const path = 'platform.yaml';
  await place.write(
    path,
    `${readFileSync(join(place.root, path), 'utf8')}prices: {regions: {default: {storage: 5}}}\n`,
  );
  await place.run('tenant', 'set', 'acme', 'storage=60Gi');
  commit('dear storage');
  await place.write('tenants/acme.yaml', 'id: acme\n');
  const { code, stdout } = await place.run('diff', 'HEAD~1..HEAD');
  expect(code).toBe(0);
  expect(stdout).toContain('\n+100.00 USD a month: +20 GiB storage\n');
  expect(stdout).toContain('prices or regions in platform.yaml change: see mechanicbuddy cost\n');
  await place.write('platform.yaml', 'no platform\n');
  commit('broken');
  expect((await place.run('diff', 'HEAD~1..HEAD')).stdout).toContain(
    'cost unknown: platform.yaml of that revision is invalid',
  );
});

it('shows changes of records, rendered or not', async () => {
  await place.write('tenants/acme.yaml', `${ACME}storage: 60Gi\n`);
  const fresh = (await place.run('diff')).stdout;
  await place.run('synth');
  expect((await place.run('diff')).stdout).toBe(fresh);
  commit('more storage');
  expect((await place.run('diff', 'HEAD~1')).stdout).toBe(fresh);
  expect((await place.run('diff', 'HEAD~1..HEAD')).stdout).toBe(fresh);
  expect((await place.run('diff', 'HEAD')).stdout).toBe('no rendered object changes\n');
});

it('shows changes of platform.yaml before they are rendered', async () => {
  await place.write('platform.yaml', PLATFORM.replace('stable: v1.0.0', 'stable: v1.1.0'));
  const fresh = (await place.run('diff')).stdout;
  expect(fresh).toMatch(/^3 tenants changed; system, free-tier; /);
  await place.run('synth');
  expect((await place.run('diff')).stdout).toBe(fresh);
});

it('shows a removed record and a new one', async () => {
  rmSync(join(place.root, 'tenants/acme.yaml'));
  await place.write('tenants/other.yaml', ACME.replaceAll('acme', 'other'));
  const { stdout } = await place.run('diff');
  expect(stdout).toMatch(/^1 tenant added, 1 removed; \d+ objects added, \d+ removed\n/);
  expect(stdout).toContain('  - Cluster/tenant-acme-postgresql\n');
  expect(stdout).toMatch(/ {2}\+ \d+ objects: .*Namespace.*Cluster/);
  await place.run('synth');
  expect((await place.run('diff')).stdout).toBe(stdout);
});

it('shows manual edits in dist/', async () => {
  const path = 'dist/tenants/acme/manifests.yaml';
  const text = readFileSync(join(place.root, path), 'utf8');
  await place.write(path, text.replace('replicas: 2', 'replicas: 7'));
  expect((await place.run('diff')).stdout).toContain('spec.replicas: 2 → 7\n');
});

it('shows the cost of a change: the difference of `cost`', async () => {
  const total = async () => JSON.parse((await place.run('cost', '--json')).stdout).total.cost as number;
  const before = await total();
  await place.run(
    'tenant',
    'add',
    'other',
    '--name',
    'Other',
    '--owner-email',
    'o@o.example',
    '--tier',
    'enterprise',
  );
  await place.run('tenant', 'suspend', 'acme');
  const { cost } = JSON.parse((await place.run('diff', '--json')).stdout);
  expect(cost.costPerMonth).toBe(Math.round(((await total()) - before) * 100) / 100);
  expect(cost).toMatchObject({ currency: 'USD', pods: 3, cpuMillicores: 8100, storageMiB: 600 * 1024 });
  expect((await place.run('diff')).stdout).toMatch(
    /\n\+\d+\.\d\d USD a month: \+8\.1 vCPU, \+16\.25 GiB memory, \+600 GiB storage, \+3 pods\n/,
  );
});

describe('in a region with its own prices', () => {
  const REGIONS = `clusters:
  in-cluster: {}
  far: {region: eu-west}
prices:
  regions:
    eu-west: {cpu: 100}
`;
  const total = async () => JSON.parse((await place.run('cost', '--json')).stdout).total.cost as number;
  it('a change costs the difference of `cost`, although the index is the same', async () => {
    await place.write(
      'platform.yaml',
      `${readFileSync(join(place.root, 'platform.yaml'), 'utf8')}${REGIONS}`,
    );
    await place.write('tenants/acme.yaml', `${ACME}cluster: far\n`);
    await place.run('synth');
    commit('far');
    const before = await total();
    await place.run('tenant', 'suspend', 'acme');
    const { cost } = JSON.parse((await place.run('diff', 'HEAD', '--json')).stdout);
    expect(cost.costPerMonth).toBe(Math.round(((await total()) - before) * 100) / 100);
    expect(cost.costPerMonth).toBeLessThan(-300);
  });

  it('a move to another cluster and other prices are mentioned', async () => {
    await place.write(
      'platform.yaml',
      `${readFileSync(join(place.root, 'platform.yaml'), 'utf8')}${REGIONS}`,
    );
    await place.write('tenants/acme.yaml', `${ACME}cluster: far\n`);
    const { stdout } = await place.run('diff', 'HEAD');
    expect(stdout).toContain('1 tenant moved to another cluster with its own prices: see mechanicbuddy cost');
    expect(stdout).toContain('prices or regions in platform.yaml change: see mechanicbuddy cost');
  });
});

it('says that the cost is unknown', async () => {
  const path = 'dist/tenants/acme/manifests.yaml';
  const text = readFileSync(join(place.root, path), 'utf8');
  await place.write(path, text.replace('cpu: 1000m', 'cpu: "0.5"'));
  expect((await place.run('diff')).stdout).toContain(
    'cost unknown: a rendered quantity was edited by hand to an unknown unit\n',
  );
});

it('is JSON for programs, with the tenants of each group', async () => {
  await place.run('tenant', 'set', 'acme', 'bigshop', 'channel=canary');
  const { base, totals, groups } = JSON.parse((await place.run('diff', '--json')).stdout);
  expect(base).toMatch(/^[0-9a-f]{40}$/);
  expect(totals.tenants).toEqual({ added: 0, removed: 0, changed: 2 });
  expect(groups.map(({ tenants }: { tenants: string[] }) => tenants)).toEqual([['acme', 'bigshop']]);
  expect(JSON.stringify(groups)).not.toContain('TENANT_ID');
  expect((await place.run('diff', '-o', 'json')).stdout).toBe((await place.run('diff', '--json')).stdout);
});

it('is Markdown for a pull request', async () => {
  await place.run('tenant', 'set', 'acme', 'channel=canary');
  const { stdout } = await place.run('diff', '-o', 'markdown');
  expect(stdout).toContain('<summary><b>1 tenant</b>: <code>acme</code> (3 objects)</summary>');
});

it('has an exit code for scripts', async () => {
  expect((await place.run('diff', '--exit-code')).code).toBe(0);
  await place.run('tenant', 'set', 'acme', 'channel=canary');
  expect((await place.run('diff', '--exit-code')).code).toBe(1);
  expect((await place.run('diff', 'nowhere')).code).toBe(3);
  expect((await place.run('diff', 'HEAD..nowhere')).stderr).toBe('no such revision: nowhere\n');
  expect((await place.run('diff', '-o', 'yaml')).code).toBe(2);
});

it('prints the problems of an invalid fleet', async () => {
  await place.write('tenants/acme.yaml', 'id: acme\n');
  const { code, stderr } = await place.run('diff');
  expect(code).toBe(1);
  expect(stderr).toContain('tenants/acme.yaml');
});
