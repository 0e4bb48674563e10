import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, filesOf, MOVING, objectsIn, only, PETE } from '../../fixtures/fleet.ts';

let place: Workspace;
beforeEach(async () => {
  place = await workspace(filesOf([ACME, PETE, MOVING]));
  await place.run('synth');
});
afterEach(() => place.remove());

function git(...args: string[]): void {
  const settings = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...settings, ...args], { cwd: place.root, stdio: 'ignore' });
}

it('a tenant’s history is read from Git: when, by whom, what', async () => {
  expect((await place.run('tenant', 'history', 'acme')).code).toBe(3);
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'the fleet');
  const message = join(place.root, 'message');
  await place.write('tenants/acme.yaml', `${ACME}status: cancelled\nendsAt: 2026-11-01T00:00:00Z\n`);
  git('commit', '--quiet', '--all', '--message', 'acme leaves');
  await place.run('sweep', '--message-file', message);
  expect(readFileSync(message, 'utf8')).toContain('Actor: sweep\n');
  git('commit', '--quiet', '--all', '--file', message);
  const told =
    'tenants: 2 changes\n\ntenant(pete): suspend\ntenant(acme): restore\n\nTenant: pete\nEvent-Id: a\nActor: admin:bob\nTenant: acme\nEvent-Id: b\nActor: admin:eve\n';
  await place.write('tenants/acme.yaml', ACME);
  git('commit', '--quiet', '--all', '--message', told);

  const { code, stdout } = await place.run('tenant', 'history', 'acme', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout).map(({ actor, what }: { actor: string; what: string }) => [actor, what])).toEqual(
    [
      ['admin:eve', 'restore'],
      ['sweep', 'archive, its time is over'],
      ['Eve', 'acme leaves'],
      ['Eve', 'the fleet'],
    ],
  );
  expect((await place.run('tenant', 'history', 'acme')).stdout).toMatch(/^WHEN +COMMIT +BY +WHAT\n/);
  expect((await place.run('tenant', 'history', 'nobody')).code).toBe(1);
});

it('begins with the messages of tenant add and the steps, from a file or as printed', async () => {
  git('init', '--quiet');
  const message = join(place.root, 'message');
  const args = ['--name', 'Hilltop', '--owner-email', 'o@hilltop.example', '--tier', 'free'];
  await place.run('tenant', 'add', 'hilltop', ...args, '--message-file', message);
  git('add', 'tenants', 'dist');
  git('commit', '--quiet', '--file', message);
  const { stdout: printed } = await place.run('tenant', 'suspend', 'hilltop');
  git('commit', '--quiet', '--all', '--message', printed.slice(printed.indexOf('tenant(hilltop)')));
  await place.run('tenant', 'resume', 'hilltop', '--message-file', message);
  git('commit', '--quiet', '--all', '--file', message);
  const { stdout } = await place.run('tenant', 'history', 'hilltop', '--json');
  expect(JSON.parse(stdout).map(({ actor, what }: { actor: string; what: string }) => [actor, what])).toEqual(
    [
      ['cli', 'resume'],
      ['cli', 'suspend'],
      ['cli', 'add free'],
    ],
  );
});

it('author and message of a commit are printed safely', async () => {
  git('init', '--quiet');
  git('add', '--all');
  const author = 'Zoë \u001b[2JMüller <zoe@example.org>';
  git('commit', '--quiet', '--message', 'the \u001b[31mfleet', '--author', author);
  const { stdout } = await place.run('tenant', 'history', 'acme');
  expect(stdout.split('\n')[1]).toMatch(/ Zoë \\u001b\[2JMüller +the \\u001b\[31mfleet$/);
});

it.each([
  ['acme', ['status active: namespace tenant-acme has everything', 'no scheduled changes']],
  ['pete', ['the shared instance has its data in the shared PostgreSQL']],
  ['hinterhof', ['move importing', 'read-only, open to the import alone', 'tenant confirm hinterhof']],
])('%s is explained', async (id, parts) => {
  const { code, stdout } = await place.run('tenant', 'explain', id);
  expect(code).toBe(0);
  for (const part of parts) expect(stdout).toContain(part);
});

it('an explanation says what happens next, and when', async () => {
  await place.run('tenant', 'archive', 'acme');
  const { stdout } = await place.run('tenant', 'explain', 'acme', '--json');
  expect(JSON.parse(stdout)).toEqual({
    now: [expect.stringContaining('no pods; the database is awake for one last backup')],
    next: [
      { when: '2026-11-24T10:00:00Z', what: 'archive: the database sleeps' },
      { when: '2026-12-23T10:00:00Z', what: 'purge: protection lifted' },
      { when: '2026-12-24T10:00:00Z', what: 'purge: emptied' },
      { when: '2026-12-25T10:00:00Z', what: 'purged' },
      { when: 'until 2026-12-24T10:00:00Z', what: 'tenant restore acme brings it back' },
    ],
  });
  expect((await place.run('tenant', 'explain', 'nobody')).code).toBe(1);
});

it('a purged tenant can only be restored from its backup, as another database', async () => {
  await place.write('tenants/acme.yaml', `${ACME}status: purged\n`);
  await place.run('synth');
  expect((await place.run('tenant', 'restore', 'acme')).code).toBe(1);
  const { code, stdout } = await place.run('tenant', 'restore', 'acme', '--from-backup');
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining('restore from the backup of tenant-acme-postgresql'),
  ]);
  const objects = objectsIn(await place.files(), 'dist/tenants/acme/manifests.yaml');
  const { spec } = only(objects, 'Cluster', 'tenant-acme-postgresql');
  expect(spec.bootstrap.recovery).toMatchObject({
    source: 'tenant-acme-postgresql',
    database: 'mechanicbuddy',
  });
  // With the CRD's defaults, or Argo CD would find it different for ever (seen on a real API server).
  expect(spec.externalClusters[0].plugin).toMatchObject({
    enabled: true,
    isWALArchiver: false,
    parameters: { serverName: 'tenant-acme-postgresql' },
  });
  expect(spec.plugins[0].parameters.serverName).toBe('tenant-acme-postgresql-2');
  expect((await place.run('tenant', 'restore', 'acme', '--from-backup')).code).toBe(1);
});
