import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWith, type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, BIGSHOP, filesOf, PETE, TRYOUT } from '../../fixtures/fleet.ts';

let place: Workspace;
beforeEach(async () => {
  place = await workspace(filesOf([ACME, PETE]));
});
afterEach(() => place.remove());

describe('usage', () => {
  it.each([
    [['--nonsense']],
    [['frobnicate']],
    [['synth', '--frobnicate']],
    [['tenant', 'show']],
    [['tenant', 'add', 'x', '--name', 'X']],
    [['tenant', 'add', 'x', '--name', 'X', '--owner-email', 'a@b.c', '--tier', 'free', '--mechanics', 'two']],
    [
      [
        'tenant',
        'add',
        'x',
        '--name',
        'X',
        '--owner-email',
        'a@b.c',
        '--tier',
        'free',
        '--channel',
        'a',
        '--version',
        'b',
      ],
    ],
    [['tenant', 'list', '-l', 'colour=red']],
    [['tenant', 'domain', 'verify', 'acme', 'a.example', '--resolver', 'a b']],
    [['tenant', 'domain', 'check', '--resolver', '192.0.2.1', '--resolver', 'a b']],
  ])('%j is wrong: exit 2 and a word on stderr', async (args) => {
    const { code, stdout, stderr } = await runWith(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toBe('');
  });

  it.each([
    [['--help']],
    [['synth', '--help']],
    [['validate', '--help']],
    [['tenant', '--help']],
    [['tenant', 'add', '--help']],
  ])('%j teaches: exit 0', async (args) => {
    const { code, stdout } = await runWith(args);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: mechanicbuddy');
  });

  it.each(['synth', 'validate'])('%s --help shows examples', async (command) => {
    expect((await runWith([command, '--help'])).stdout).toContain(`Examples:\n  mechanicbuddy ${command}`);
  });

  it('prints its version', async () => {
    expect((await runWith(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('synth', () => {
  it('writes everything, and then nothing', async () => {
    const first = await place.run('synth');
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('wrote dist/tenants/acme/manifests.yaml\n');
    expect(first.stdout).toMatch(/\d+ files written, 0 removed, 0 unchanged\n$/);
    expect((await place.run('synth')).stdout).toMatch(/^0 files written, 0 removed, \d+ unchanged\n$/);
    expect((await place.run('synth', '--check')).stdout).toMatch(/^\d+ files up to date\n$/);
  });

  it('removes files without a record', async () => {
    await place.run('synth');
    await place.write('dist/tenants/gone/manifests.yaml', 'x');
    await place.write('dist/old.yaml', 'x');
    const { stdout } = await place.run('synth');
    expect(stdout).toContain(
      'removed dist/old.yaml\nremoved dist/tenants/gone/manifests.yaml\n0 files written, 2 removed',
    );
    expect(
      [...(await place.files()).keys()].filter((path) => path.includes('old') || path.includes('gone')),
    ).toEqual([]);
  });

  it('warns if it removes the files of a tenant without a record', async () => {
    await place.run('synth');
    rmSync(join(place.root, 'tenants/acme.yaml'));
    const { code, stdout, stderr } = await place.run('synth');
    expect(code).toBe(0);
    expect(stdout).toContain('removed dist/tenants/acme/application.json\n');
    expect(stderr).toBe(
      'warning: acme has files but no record; if that is a mistake: git restore tenants/acme.yaml\n',
    );
  });

  it('--check shows each file that differs, and writes nothing', async () => {
    await place.run('synth');
    const path = 'dist/tenants/acme/manifests.yaml';
    const text = (await place.files()).get(path) ?? '';
    await place.write(path, text.replace('replicas: 2', 'replicas: 3'));
    await place.write('dist/stray.yaml', 'x\n');
    const before = await place.files();
    const { code, stdout } = await place.run('synth', '--check');
    expect(code).toBe(1);
    expect(stdout).toContain('-  replicas: 3\n+  replicas: 2\n');
    expect(stdout).toContain(
      `differs: dist/stray.yaml\ndiffers: ${path}\n2 files differ; run mechanicbuddy synth and commit the result\n`,
    );
    expect(await place.files()).toEqual(before);
    const json = JSON.parse((await place.run('synth', '--check', '--json')).stdout);
    expect(json).toMatchObject({ same: false, different: ['dist/stray.yaml', path] });
  });

  it('--plan writes nothing', async () => {
    const before = await place.files();
    const { stdout } = await place.run('synth', '--plan');
    expect(stdout).toContain('would write dist/tenants/acme/manifests.yaml\n');
    expect(await place.files()).toEqual(before);
  });

  it('--tenant touches only its files', async () => {
    await place.run('synth');
    await place.write('dist/tenants/acme/stray.yaml', 'x');
    await place.write('dist/stray.yaml', 'x');
    await place.write('tenants/bigshop.yaml', BIGSHOP);
    const { stdout } = await place.run('synth', '--tenant', 'acme');
    expect(stdout).toBe('removed dist/tenants/acme/stray.yaml\n0 files written, 1 removed, 2 unchanged\n');
  });

  it('--tenant moves a tenant’s files when its tier changes', async () => {
    await place.run('synth');
    await place.write(
      'tenants/pete.yaml',
      PETE.replace('free', 'professional').replace('mechanics: 1', 'mechanics: 2'),
    );
    const { stdout } = await place.run('synth', '--tenant', 'pete');
    expect(stdout).toContain('wrote dist/tenants/pete/application.json\n');
    expect(stdout).toContain('removed dist/free-tier/tenants/pete/manifests.yaml\n');
  });

  it('--tenant rejects an unknown tenant', async () => {
    const { code, stderr } = await place.run('synth', '--tenant', 'nobody');
    expect([code, stderr]).toEqual([
      1,
      'tenants/nobody.yaml: no such tenant (allowed: an id from mechanicbuddy tenant list)\n\n1 problem\n',
    ]);
  });

  it('prints every problem and writes nothing if a record is invalid', async () => {
    await place.write('tenants/pete.yaml', PETE.replace('mechanics: 1', 'mechanics: 7'));
    const before = await place.files();
    const { code, stdout, stderr } = await place.run('synth');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'tenants/pete.yaml:5: mechanics: is outside the free tier (found 7; allowed: 1)\n\n1 problem\nnothing was written\n',
    );
    expect(await place.files()).toEqual(before);
  });

  it('shows progress to a person who waits, and none in a pipe', async () => {
    const { stderr } = await runWith(['synth', '--root', place.root], { isInteractive: true });
    expect(stderr).toMatch(/\rrendering 3\/3, [\d.]+ a second, 0 s left/);
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
    expect((await place.run('synth')).stderr).toBe('');
  });

  it('--json lists what it did', async () => {
    const { written, removed, unchanged } = JSON.parse((await place.run('synth', '--json')).stdout);
    expect(written).toContain('dist/tenants/acme/application.json');
    expect([removed, unchanged]).toEqual([[], 0]);
  });
});

describe('validate', () => {
  it('says that the fleet is valid, and prints warnings', async () => {
    const { code, stdout, stderr } = await place.run('validate');
    expect([code, stdout]).toEqual([0, '2 records and platform.yaml are valid\n']);
    expect(stderr).toContain('warning: platform.yaml: storage.storageClass: local-path volumes cannot grow');
    expect(stderr).toContain('warning: not compared with a base: not in a Git repository');
  });

  it('rejects a file that was edited to another tenant’s namespace', async () => {
    await place.write('dist/tenants/acme/manifests.yaml', 'metadata:\n  namespace: tenant-bigshop\n');
    const { code, stderr } = await place.run('validate');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'dist/tenants/acme/manifests.yaml:2: namespace: not the tenant’s own namespace (found tenant-bigshop; allowed: tenant-acme)',
    );
  });

  it('prints problems as JSON', async () => {
    await place.write('tenants/acme.yaml', ACME.replace('mechanics: 4', 'mechanics: 40'));
    const { code, stdout } = await place.run('validate', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      valid: false,
      problems: [
        {
          file: 'tenants/acme.yaml',
          line: 5,
          field: 'mechanics',
          message: 'is outside the professional tier',
          found: '40',
          allowed: '2 to 10',
        },
      ],
    });
  });

  it('exits 3 if there is no base to compare with', async () => {
    expect((await place.run('validate', '--base', 'main')).code).toBe(3);
  });
});

describe('tenant list and show', () => {
  it('lists a table, by a selection, and as JSON', async () => {
    expect((await place.run('tenant', 'list')).stdout).toBe(
      'ID     TIER           STATUS   MECHANICS   CHANNEL   VERSION   HOST               NAME\n' +
        'acme   professional   active   4           stable    v1.0.0    acme.example.com   ACME Auto Repair\n' +
        'pete   free           active   1           stable    v1.0.0    pete.example.com   Pete’s Garage\n'.replace(
          '’',
          "'",
        ),
    );
    expect((await place.run('tenant', 'list', '-l', 'tier=free')).stdout).not.toContain('acme');
    const { tenants } = JSON.parse((await place.run('tenant', 'list', '--json')).stdout);
    expect(tenants.map(({ id }: { id: string }) => id)).toEqual(['acme', 'pete']);
    expect(tenants[0]).toMatchObject({
      cluster: 'in-cluster',
      channel: 'stable',
      version: 'v1.0.0',
      pinned: false,
    });
    await place.run('release', 'pin', 'v1.1.0', '-l', 'id=acme');
    const [acme] = JSON.parse(
      (await place.run('tenant', 'list', '-l', 'version=v1.1.0', '--json')).stdout,
    ).tenants;
    expect(acme).toMatchObject({ id: 'acme', channel: null, version: 'v1.1.0', pinned: true });
    expect((await place.run('tenant', 'list', '-l', '!channel')).stdout).toContain('pinned    v1.1.0');
    expect(tenants[0]).not.toHaveProperty('next');
  });

  it('prints each tenant’s next date as JSON', async () => {
    await place.write('tenants/tryout.yaml', TRYOUT);
    const { tenants } = JSON.parse((await place.run('tenant', 'list', '-l', 'tier=demo', '--json')).stdout);
    expect(tenants).toMatchObject([
      { id: 'tryout', next: { what: 'its trial ends at 2026-12-01T00:00:00Z', at: '2026-11-29T00:00:00Z' } },
    ]);
  });

  it('shows the resolved values and where they come from', async () => {
    const { stdout } = await place.run('tenant', 'show', 'acme');
    expect(stdout).toMatch(/^ACME Auto Repair <admin@acme.com>, tenants\/acme.yaml\n/);
    expect(stdout).toMatch(
      /database\.storage +50Gi +platform\.yaml tiers\.professional\.database\.storage\n/,
    );
    const { resolved } = JSON.parse((await place.run('tenant', 'show', 'acme', '--json')).stdout);
    expect(resolved).toMatchObject({ namespace: 'tenant-acme', host: 'acme.example.com' });
    expect((await place.run('tenant', 'show', 'nobody')).code).toBe(1);
  });

  it('shows and explains one tenant although another’s record is invalid', async () => {
    writeFileSync(join(place.root, 'tenants/broken.yaml'), 'id: [');
    for (const command of ['show', 'explain']) {
      expect(await place.run('tenant', command, 'acme')).toMatchObject({ code: 0, stderr: '' });
      expect((await place.run('tenant', command, 'broken')).stderr).toContain('tenants/broken.yaml:1');
      const { code, stderr } = await place.run('tenant', command, '../tenants/acme');
      expect([code, stderr]).toEqual([1, expect.stringContaining('no such tenant')]);
    }
  });
});
