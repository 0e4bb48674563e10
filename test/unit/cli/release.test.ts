import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, BIGSHOP, filesOf, MOVING, PETE } from '../../fixtures/fleet.ts';

const CANARY = ACME.replaceAll('acme', 'canny').concat('channel: canary\n');
const PINNED = ACME.replaceAll('acme', 'pinned').concat('version: v1.0.0\n');
const ASLEEP = PETE.replaceAll('pete', 'asleep').concat('status: suspended\n');

let place: Workspace;
beforeEach(async () => {
  place = await workspace(filesOf([ACME, BIGSHOP, CANARY, PINNED, PETE, ASLEEP]));
  await place.run('synth');
});
afterEach(() => place.remove());

async function changedBy(...args: string[]) {
  const before = await place.files();
  const outcome = await place.run(...args);
  const after = await place.files();
  const all = [...new Set([...before.keys(), ...after.keys()])].sort();
  return { ...outcome, changed: all.filter((path) => before.get(path) !== after.get(path)) };
}

const isAsRendered = async () => {
  expect((await place.run('synth', '--check')).stdout).toContain('up to date');
  expect((await place.run('validate')).code).toBe(0);
};

describe('release promote', () => {
  it('changes platform.yaml and exactly the listed tenants', async () => {
    const { code, stdout, stderr, changed } = await changedBy('release', 'promote', 'v1.1.0', 'stable');
    expect(code).toBe(0);
    expect(changed).toEqual([
      'dist/free-tier/manifests.yaml',
      'dist/free-tier/tenants/pete/manifests.yaml',
      'dist/system/manifests.yaml',
      'dist/tenants/acme/manifests.yaml',
      'dist/tenants/bigshop/manifests.yaml',
      'platform.yaml',
    ]);
    expect(stdout).toContain(`stable: promote v1.1.0

TENANT          FROM     TO
the system      v1.0.0   v1.1.0
the free tier   v1.0.0   v1.1.0
acme            v1.0.0   v1.1.0
bigshop         v1.0.0   v1.1.0
pete            v1.0.0   v1.1.0

3 tenants changed; not changed, because pinned to a release: pinned
`);
    expect(stdout).toContain(
      '\n\nrelease(stable): promote v1.1.0\n\nRelease: v1.1.0\nRing: stable\nActor: cli\n',
    );
    expect(stderr).toBe('');
    await isAsRendered();
  });

  it('to the free tier does not change paid tenants', async () => {
    const { changed } = await changedBy('release', 'promote', 'v1.1.0', 'free-tier');
    expect(changed).toEqual([
      'dist/free-tier/manifests.yaml',
      'dist/free-tier/tenants/pete/manifests.yaml',
      'platform.yaml',
    ]);
    await isAsRendered();
  });

  it('to the system changes no tenant', async () => {
    const { changed } = await changedBy('release', 'promote', 'v1.1.0', 'system');
    expect(changed).toEqual(['dist/system/manifests.yaml', 'platform.yaml']);
    await isAsRendered();
  });

  it('of a share is undone by a rollback, byte for byte in rendered files', async () => {
    const before = await place.files();
    const { stdout } = await changedBy('release', 'promote', 'v1.1.0', 'stable', '--percent', '99', '--json');
    expect(JSON.parse(stdout).tenants.length).toBeGreaterThan(0);
    await isAsRendered();
    const { changed } = await changedBy('release', 'rollback', 'stable');
    expect(changed.length).toBeGreaterThan(1);
    const after = await place.files();
    for (const [path, text] of before) if (path.startsWith('dist/')) expect(after.get(path)).toBe(text);
  });

  it('warns if an earlier channel does not run the release', async () => {
    await place.write(
      'platform.yaml',
      (await place.files())
        .get('platform.yaml')
        ?.replace('stable: v1.0.0\n  canary: v1.1.0', 'canary: v1.0.0\n  stable: v1.0.0') ?? '',
    );
    await place.run('synth');
    const { stderr } = await place.run('release', 'promote', 'v1.1.0', 'stable', '--plan');
    expect(stderr).toBe('warning: v1.1.0 does not run in canary yet\n');
  });

  it('warns if the gate will reject the change', async () => {
    const text = (await place.files()).get('platform.yaml') ?? '';
    await place.write('platform.yaml', `${text}gate: {maxTenants: 2}\n`);
    expect((await place.run('release', 'promote', 'v1.1.0', 'stable', '--plan')).stderr).toBe(
      'warning: 3 tenants are more than gate.maxTenants (2): promote a share with --percent, or add “Allow: too-many-tenants” to the commit message\n',
    );
  });

  it('knows the share that may change at once, and that a part of the platform has no shares', async () => {
    const text = (await place.files()).get('platform.yaml') ?? '';
    await place.write('platform.yaml', `${text}gate: {maxPercent: 20}\n`);
    expect((await place.run('release', 'promote', 'v1.1.0', 'stable', '--plan')).stderr).toBe(
      'warning: 3 tenants are more than gate.maxPercent (20 %: 1): promote a share with --percent, or add “Allow: too-many-tenants” to the commit message\n',
    );
    await place.write('tenants/other.yaml', PETE.replaceAll('pete', 'other'));
    await place.run('synth');
    expect((await place.run('release', 'promote', 'v1.1.0', 'free-tier', '--plan')).stderr).toBe(
      'warning: 2 tenants are more than gate.maxPercent (20 %: 1): add “Allow: too-many-tenants” to the commit message\n',
    );
  });

  it('warns that other edits of platform.yaml need synth', async () => {
    const text = (await place.files()).get('platform.yaml') ?? '';
    await place.write('platform.yaml', `${text}tiers: {enterprise: {api: {replicas: 4}}}\n`);
    const { stderr } = await place.run('release', 'promote', 'v1.1.0', 'free-tier');
    expect(stderr).toBe(
      'warning: files of 1 other tenant differ from what platform.yaml and the records render (bigshop): run mechanicbuddy synth\n',
    );
  });

  it('compares every other tenant', async () => {
    for (const id of ['aaa', 'bbb', 'ccc', 'ddd', 'zzz'])
      await place.write(`tenants/${id}.yaml`, ACME.replace('id: acme', `id: ${id}`));
    await place.run('synth');
    for (const id of ['aaa', 'bbb', 'ccc', 'ddd'])
      await place.write(`dist/tenants/${id}/manifests.yaml`, 'edited: by hand\n');
    const { stderr } = await place.run('release', 'promote', 'v1.1.0', 'free-tier');
    expect(stderr).toBe(
      'warning: files of 4 other tenants differ from what platform.yaml and the records render (aaa, bbb, ccc, … 1 more): run mechanicbuddy synth\n',
    );
  });

  it('lists every tenant whose files it changes: a moving one has a part on the shared instance', async () => {
    const moving = MOVING.replace('importing', 'confirmed');
    await place.write('tenants/hinterhof.yaml', moving);
    await place.run('synth');
    const { stdout, changed } = await changedBy('release', 'promote', 'v1.1.0', 'free-tier');
    expect(changed).toContain('dist/free-tier/tenants/hinterhof/manifests.yaml');
    expect(stdout).toMatch(/^hinterhof +v1\.0\.0 +v1\.1\.0$/m);
    expect(stdout).toContain('2 tenants changed');
    await isAsRendered();
  });

  it('--plan writes nothing but the message file', async () => {
    expect((await changedBy('release', 'promote', 'v1.1.0', 'stable', '--plan')).changed).toEqual([]);
    const file = join(place.root, 'message');
    await place.run('release', 'promote', 'v1.1.0', 'stable', '--message-file', file);
    expect(readFileSync(file, 'utf8')).toBe(
      'release(stable): promote v1.1.0\n\nRelease: v1.1.0\nRing: stable\nActor: cli\n',
    );
  });

  it('to the current release writes nothing and says so', async () => {
    const { code, stdout, changed } = await changedBy('release', 'promote', 'v1.0.0', 'stable');
    expect([code, stdout, changed]).toEqual([0, 'stable runs v1.0.0 already\n', []]);
  });

  it.each([
    [
      ['promote', 'v7', 'stable'],
      1,
      'platform.yaml: releases: no such release (found v7; allowed: v1.0.0, v1.1.0, or one that you add)',
    ],
    [
      ['promote', 'v1.1.0', 'beta'],
      1,
      'platform.yaml: channels: no such ring (found beta; allowed: stable, canary, free-tier, system)',
    ],
    [
      ['rollback', 'stable'],
      1,
      'platform.yaml: channels.stable.previous: knows no release before (found v1.0.0; allowed: mechanicbuddy release promote VERSION stable)',
    ],
    [['promote', 'v1.1.0', 'stable', '--percent', '100'], 2, 'a whole number, 1 to 99'],
    [['promote', 'v1.1.0'], 2, "missing required argument 'ring'"],
  ])('%j exits %i', async (args, code, message) => {
    const { changed, ...outcome } = await changedBy('release', ...args);
    expect([outcome.code, changed]).toEqual([code, []]);
    expect(outcome.stderr).toContain(message);
  });
});

describe('release pin and unpin', () => {
  it('pins the paid tenants of a selection, and lets them follow again', async () => {
    const { changed, stdout } = await changedBy(
      'release',
      'pin',
      'v1.0.0',
      '-l',
      'channel in (stable,canary)',
    );
    expect(changed).toEqual([
      'dist/tenants/canny/manifests.yaml',
      'tenants/acme.yaml',
      'tenants/bigshop.yaml',
      'tenants/canny.yaml',
    ]);
    expect(stdout).toContain('acme: change version to v1.0.0\n');
    expect((await place.files()).get('tenants/canny.yaml')).toBe(`${CANARY}version: v1.0.0\n`);
    await isAsRendered();
    await place.run('release', 'unpin', '-l', 'id=canny');
    expect((await place.files()).get('tenants/canny.yaml')).toBe(CANARY);
    await place.run('release', 'unpin', '-l', 'id=acme', '--channel', 'canary');
    expect((await place.files()).get('tenants/acme.yaml')).toBe(`${ACME}channel: canary\n`);
    await place.run('release', 'unpin', '-l', 'version=v1.0.0');
    expect((await place.files()).get('tenants/pinned.yaml')).toBe(PINNED.replace('version: v1.0.0\n', ''));
    await isAsRendered();
  });

  it('warns of skipped and unknown tenants', async () => {
    const { stderr, changed } = await changedBy('release', 'pin', 'v1.0.0', '-l', 'id in (acme,pete,nobody)');
    expect(stderr).toBe(
      'warning: no such tenant: nobody\nwarning: skipped: pete (on the shared instance, which has its own release)\n',
    );
    expect(changed).toEqual(['tenants/acme.yaml']);
    expect((await place.run('release', 'unpin', '-l', 'id in (acme,bigshop)')).stderr).toBe(
      'warning: skipped: bigshop (not pinned)\n',
    );
  });

  it('rejects an unknown release, for all tenants or none', async () => {
    const { code, stderr, changed } = await changedBy('release', 'pin', 'v7', '-l', 'tier=professional');
    expect([code, changed]).toEqual([1, []]);
    expect(stderr).toContain('tenants/acme.yaml');
    expect(stderr).toContain('no such release (found "v7"; allowed: v1.0.0, v1.1.0)');
  });

  it('says that no tenant is selected', async () => {
    const { code, stderr } = await place.run('release', 'unpin', '-l', 'tier=free');
    expect([code, stderr]).toEqual([
      1,
      'warning: skipped: asleep, pete (on the shared instance, which has its own release)\nno selected tenant can be changed this way\n',
    ]);
  });
});

describe('release list and show', () => {
  it('show where each release runs', async () => {
    expect(
      (await place.run('release', 'list')).stdout,
    ).toBe(`RELEASE   RINGS                       TENANTS   PINNED   DIGESTS
v1.0.0    stable, free-tier, system   5         1        tags
v1.1.0    canary                      1         0        tags
`);
  });

  it('show parts with their own channel or pin', async () => {
    await place.run('release', 'promote', 'v1.1.0', 'free-tier');
    const text = (await place.files()).get('platform.yaml') ?? '';
    await place.write('platform.yaml', `${text}system: {version: v1.1.0}\n`);
    const { stdout } = await place.run('release', 'list');
    expect(stdout).toMatch(/^v1\.0\.0 +stable +\d/m);
    expect(stdout).toMatch(/^v1\.1\.0 +canary, free-tier, system \(pinned\) +\d/m);
  });

  it('show tags and digests', async () => {
    const text = (await place.files()).get('platform.yaml') ?? '';
    const sha = `sha256:${'a'.repeat(64)}`;
    await place.write(
      'platform.yaml',
      text.replace('v1.1.0: {}', `v1.1.0: {tags: {web: v1.1.0-2}, digests: {api: "${sha}"}}`),
    );
    const { stdout } = await place.run('release', 'show', 'v1.1.0');
    expect(stdout).toContain(`ghcr.io/mechanicbuddy/mechanicbuddy-api:1.1.0@${sha}\n`);
    expect(stdout).toContain('ghcr.io/mechanicbuddy/mechanicbuddy-web:v1.1.0-2\n');
    expect(stdout).toContain('rings     canary\ntenants   1: canny\npinned    0\n');
    await place.run('synth');
    expect((await place.files()).get('dist/tenants/canny/manifests.yaml')).toContain(`api:1.1.0@${sha}`);
  });

  it('list the releases for an unknown one', async () => {
    const { code, stderr } = await place.run('release', 'show', 'v7');
    expect([code, stderr.split('\n')[0]]).toEqual([
      1,
      'platform.yaml: releases: no such release (found v7; allowed: v1.0.0, v1.1.0)',
    ]);
  });
});

describe('tenant set', () => {
  it('changes fields of named and selected tenants', async () => {
    const { changed } = await changedBy('tenant', 'set', 'acme', '-l', 'tier=enterprise', 'storage=300Gi');
    expect(changed).toEqual([
      'dist/tenants/acme/manifests.yaml',
      'dist/tenants/bigshop/manifests.yaml',
      'tenants/acme.yaml',
      'tenants/bigshop.yaml',
    ]);
    await isAsRendered();
  });

  it('reads numbers, nested fields, and a field without a value', async () => {
    await place.run('tenant', 'set', 'canny', 'mechanics=7', 'channel=', 'name=no');
    expect((await place.files()).get('tenants/canny.yaml')).toBe(
      CANARY.replace('mechanics: 4', 'mechanics: 7')
        .replace('channel: canary\n', '')
        .replace(/name: .*/, 'name: "no"'),
    );
  });

  it('--plan writes nothing', async () => {
    const { changed, stdout } = await changedBy('tenant', 'set', 'acme', 'channel=canary', '--plan');
    expect(changed).toEqual([]);
    expect(stdout).toContain('would write tenants/acme.yaml\n');
  });

  it('rejects all changes if one is rejected, and reports each', async () => {
    const { code, changed, stderr } = await changedBy('tenant', 'set', '-l', 'id', 'mechanics=9');
    expect([code, changed]).toEqual([1, []]);
    expect(stderr).toContain('tenants/bigshop.yaml');
    expect(stderr).toContain('tenants/pete.yaml');
  });

  it.each([
    [['acme'], 'nothing to set: give a field, such as channel=canary'],
    [['channel=canary'], 'no tenants: give ids, or select some with -l (-l id selects all)'],
    [
      ['acme', 'id=other'],
      'id: cannot be set (allowed: name, ownerEmail, tier, mechanics, channel, version, resources, storage)',
    ],
    [['acme', '__proto__.x=1'], '__proto__.x: cannot be set'],
    [['acme', 'resources.__proto__.x=1'], 'resources.__proto__.x: cannot be set'],
    [['-l', 'colour=red', 'channel=canary'], 'colour=red: not a requirement'],
    [['-l', '', 'channel=canary'], 'the selection is empty (all tenants: id)'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, changed, stderr } = await changedBy('tenant', 'set', ...args);
    expect([code, changed]).toEqual([2, []]);
    expect(stderr).toContain(message);
  });

  it('reports an unknown tenant', async () => {
    const { code, stderr } = await place.run('tenant', 'set', 'nobody', 'channel=canary');
    expect([code, stderr.split('\n')[0]]).toEqual([
      1,
      'tenants/nobody.yaml: no such tenant (allowed: an id from mechanicbuddy tenant list)',
    ]);
  });
});
