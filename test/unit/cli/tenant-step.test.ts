import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, filesOf, PETE } from '../../fixtures/fleet.ts';

const ENDED = ACME.replace('id: acme', 'id: ended').concat(
  'status: cancelled\nendsAt: 2026-11-01T00:00:00Z\n',
);
let place: Workspace;
beforeEach(async () => {
  place = await workspace(filesOf([ACME, ENDED, PETE]));
  await place.run('synth');
});
afterEach(() => place.remove());

/** The paths whose bytes are not what they were. */
async function changedBy(act: () => Promise<unknown>): Promise<string[]> {
  const before = await place.files();
  await act();
  const after = await place.files();
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path)).sort();
}

describe('a step', () => {
  it('writes the record and its rendered files, and the commit message', async () => {
    let stdout = '';
    const changed = await changedBy(async () => {
      ({ stdout } = await place.run('tenant', 'suspend', 'acme'));
    });
    expect(changed).toEqual(['dist/tenants/acme/manifests.yaml', 'tenants/acme.yaml']);
    expect(stdout).toMatch(
      /^acme: suspend\nwrote dist\/tenants\/acme\/manifests\.yaml\nwrote tenants\/acme\.yaml\n/,
    );
    expect(stdout).toMatch(/\n\ntenant\(acme\): suspend\n\nTenant: acme\nEvent-Id: cli-\S+\nActor: cli\n/);
    expect((await place.run('synth', '--check')).code).toBe(0);
    expect((await place.run('validate')).code).toBe(0);
  });

  it('keeps the comments of a person’s record', async () => {
    await place.write('tenants/acme.yaml', `# the first customer\n${ACME}`);
    await place.run('tenant', 'archive', 'acme');
    expect((await place.files()).get('tenants/acme.yaml')).toContain('# the first customer\n');
  });

  it('--plan writes nothing', async () => {
    let stdout = '';
    const changed = await changedBy(async () => {
      ({ stdout } = await place.run('tenant', 'archive', 'acme', '--plan'));
    });
    expect(changed).toEqual([]);
    expect(stdout).toContain('would write tenants/acme.yaml');
  });

  it('that changes nothing says why, and writes nothing', async () => {
    const { code, stdout } = await place.run('tenant', 'resume', 'acme');
    expect([code, stdout]).toEqual([0, 'acme is active already\n']);
  });

  it('that is rejected names the tenant’s file and the reason, and exits 1', async () => {
    const { code, stderr } = await place.run('tenant', 'purge', 'acme');
    expect(code).toBe(1);
    expect(stderr).toContain('tenants/acme.yaml: acme is active: it cannot be purged: archive it first');
    expect((await place.run('tenant', 'purge', 'nobody')).stderr).toContain('there is no tenant nobody');
  });

  it('prints JSON for programs', async () => {
    const { stdout } = await place.run('tenant', 'cancel', 'acme', '--json');
    expect(JSON.parse(stdout)).toEqual({
      decisions: [{ tenant: 'acme', outcome: 'changed', subject: 'cancel' }],
      written: expect.arrayContaining(['tenants/acme.yaml']),
      removed: [],
      planned: false,
    });
  });
});

describe('sweep', () => {
  it('applies what is due, step by step', async () => {
    const first = await place.run('sweep');
    expect(first.stdout).toContain('ended: archive, its time is over');
    expect((await place.run('sweep')).stdout).toBe('nothing is due\n');
    for (const [at, what] of [
      ['2026-11-24T10:00:00Z', 'archive: the database sleeps'],
      ['2026-12-23T10:00:00Z', 'purge: protection lifted'],
      ['2026-12-24T10:00:00Z', 'purge: emptied'],
    ])
      expect((await place.run('sweep', '--now', at as string)).stdout).toContain(`ended: ${what}`);
    const gone = await changedBy(() => place.run('sweep', '--now', '2026-12-25T10:00:00Z'));
    expect(gone).toEqual([
      'dist/tenants/ended/application.json',
      'dist/tenants/ended/manifests.yaml',
      'tenants/ended.yaml',
    ]);
    expect((await place.files()).get('tenants/ended.yaml')).toContain('status: purged');
    expect((await place.run('synth', '--check')).code).toBe(0);
  });

  it('stops at its limit', async () => {
    await place.write('tenants/later.yaml', ENDED.replace('id: ended', 'id: later').replace('-01T', '-02T'));
    await place.run('synth');
    const { stdout, stderr } = await place.run('sweep', '--limit', '1');
    expect(stdout).toContain('ended: archive');
    expect(stdout).not.toContain('later');
    expect(stderr).toBe('1 more due: run sweep again, or with another --limit\n');
  });

  it('with --limit 0 counts what is due', async () => {
    const { stdout, stderr } = await place.run('sweep', '--limit', '0');
    expect([stdout, stderr]).toEqual(['', '1 due: run sweep again, or with another --limit\n']);
    const { stdout: told } = await place.run('sweep', '--limit', '0', '--json');
    expect(JSON.parse(told)).toEqual({ decisions: [], written: [], removed: [], planned: false, left: 1 });
    expect(JSON.parse((await place.run('sweep', '--json')).stdout)).toMatchObject({ left: 0 });
  });

  it('rejects an invalid time', async () => {
    expect((await place.run('sweep', '--now', 'tomorrow')).code).toBe(2);
  });
});
