import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, filesOf } from '../../fixtures/fleet.ts';

let place: Workspace;
beforeEach(async () => {
  place = await workspace(filesOf([ACME]));
  await place.run('synth');
});
afterEach(() => place.remove());

const BIGSHOP = ['--name', 'BigShop Motors', '--owner-email', 'admin@bigshop.com', '--tier', 'enterprise'];

it('writes the record and its rendered files, and nothing else', async () => {
  const before = await place.files();
  const { code, stdout } = await place.run(
    'tenant',
    'add',
    'bigshop',
    ...BIGSHOP,
    '--mechanics',
    '26',
    '--customer',
    'cus_yyy',
  );
  expect(code).toBe(0);
  expect(stdout).toContain('https://bigshop.example.com');
  const after = await place.files();
  const added = [...after.keys()].filter((path) => before.get(path) !== after.get(path));
  expect(added).toEqual([
    'dist/tenants/bigshop/application.json',
    'dist/tenants/bigshop/manifests.yaml',
    'tenants/bigshop.yaml',
  ]);
  expect(
    after.get('tenants/bigshop.yaml'),
  ).toBe(`# yaml-language-server: $schema=../schemas/tenant.schema.json
id: bigshop
name: BigShop Motors
ownerEmail: admin@bigshop.com
tier: enterprise
mechanics: 26
status: active
billing:
  customer: cus_yyy
createdAt: "2026-11-23T10:00:00Z"
`);
  expect((await place.run('synth', '--check')).code).toBe(0);
});

it('derives an id from the name, and sets the end of a demo’s trial', async () => {
  const args = ['--name', 'Kfz-Meister Köhler', '--owner-email', 'k@koehler.example', '--tier', 'demo'];
  const { stdout } = await place.run('tenant', 'add', ...args, '--json');
  expect(JSON.parse(stdout)).toEqual({
    id: 'kfz-meister-koehler',
    host: 'kfz-meister-koehler.example.com',
    written: [
      'tenants/kfz-meister-koehler.yaml',
      'dist/free-tier/tenants/kfz-meister-koehler/application.json',
      'dist/free-tier/tenants/kfz-meister-koehler/manifests.yaml',
    ],
    planned: false,
  });
  expect((await place.files()).get('tenants/kfz-meister-koehler.yaml')).toContain(
    'trialEndsAt: "2026-11-30T10:00:00Z"\n',
  );
  const again = JSON.parse((await place.run('tenant', 'add', ...args, '--json')).stdout);
  expect(again.id).toMatch(/^kfz-meister-[0-9a-f]{6}$/);
});

describe('rejected, and nothing is written', () => {
  it.each([
    [
      'an id that is taken',
      ['acme', ...BIGSHOP],
      'tenants/acme.yaml: id: is taken (found "acme"; allowed: an id without a record)',
    ],
    ['a reserved id', ['www', ...BIGSHOP], 'tenants/www.yaml:2: id: is reserved for the platform'],
    [
      'too few mechanics',
      ['bigshop', ...BIGSHOP, '--mechanics', '3'],
      'tenants/bigshop.yaml:6: mechanics: is outside the enterprise tier (found 3; allowed: 11 or more)',
    ],
    [
      'no such release',
      ['bigshop', ...BIGSHOP, '--version', 'v9'],
      'version: no such release (found "v9"; allowed: v1.0.0, v1.1.0)',
    ],
    [
      'a bad id',
      ['Big Shop', ...BIGSHOP],
      'tenants/Big Shop.yaml:2: id: is not allowed (found "Big Shop"; allowed: 3 to 30 of a–z, 0–9 and -, from a letter, not ending with -)',
    ],
    [
      'a path as an id',
      ['../evil', ...BIGSHOP],
      'tenants/../evil.yaml: is not a record’s path (allowed: tenants/{id}.yaml)',
    ],
  ])('%s', async (_what, args, line) => {
    const before = await place.files();
    const { code, stderr } = await place.run('tenant', 'add', ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(line);
    expect(await place.files()).toEqual(before);
  });

  it('--plan', async () => {
    const before = await place.files();
    const { stdout } = await place.run('tenant', 'add', 'bigshop', ...BIGSHOP, '--plan');
    expect(stdout).toContain('would write tenants/bigshop.yaml\n');
    expect(await place.files()).toEqual(before);
  });
});
