import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, filesOf, PETE } from '../../fixtures/fleet.ts';

let place: Workspace;
const allowance = (rule: string) =>
  `; or with “Allow: ${rule}” in a commit’s message, or the label “allow/${rule}” on the pull request`;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
    cwd: place.root,
  });

beforeEach(async () => {
  place = await workspace(filesOf([`${ACME}storage: 80Gi\n`, PETE]));
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'base');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
});
afterEach(() => place.remove());

it('reports every problem of a change compared with origin/main', async () => {
  await place.write('tenants/acme.yaml', `${ACME}storage: 60Gi\n`);
  rmSync(join(place.root, 'tenants/pete.yaml'));
  const { code, stderr } = await place.run('validate');
  expect(code).toBe(1);
  expect(stderr).toBe(
    `tenants/acme.yaml: storage: the database’s storage shrinks (found 60Gi; allowed: 80Gi or more${allowance('storage-shrinks')})\n` +
      `tenants/pete.yaml: the record is gone (found status active before; allowed: status archived, then purging, then purged${allowance('record-removed')})\n` +
      '\n2 problems\n',
  );
});

it('accepts a valid change', async () => {
  await place.write('tenants/acme.yaml', `${ACME}storage: 90Gi\n`);
  const { code, stderr } = await place.run('validate', '--base', 'HEAD');
  expect(code).toBe(0);
  expect(stderr).not.toContain('not compared');
});

it('compares valid records with an invalid base', async () => {
  await place.write('tenants/acme.yaml', 'id: acme\n');
  git('commit', '--quiet', '--all', '--message', 'broken');
  rmSync(join(place.root, 'tenants/acme.yaml'));
  rmSync(join(place.root, 'tenants/pete.yaml'));
  const { code, stderr } = await place.run('validate', '--base', 'HEAD');
  expect(code).toBe(1);
  expect(stderr).toBe(
    `tenants/pete.yaml: the record is gone (found status active before; allowed: status archived, then purging, then purged${allowance('record-removed')})\n` +
      `tenants/acme.yaml: the record is gone (found a record that could not be read before; allowed: status archived, then purging, then purged${allowance('record-removed')})\n` +
      '\n2 problems\n',
  );
});
