import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, BIGSHOP, filesOf, PETE, PLATFORM } from '../../fixtures/fleet.ts';

let place: Workspace;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
    cwd: place.root,
  });
const commit = (message: string) => {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
};
const gateOf = async (text: string) => {
  await place.write('platform.yaml', `${PLATFORM}gate: {${text}}\n`);
  commit('another gate');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
};

beforeEach(async () => {
  place = await workspace(filesOf([ACME, BIGSHOP, PETE]));
  await place.run('synth');
  git('init', '--quiet', '--initial-branch', 'main');
  commit('base');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
});
afterEach(() => place.remove());

/** A change that one rule refuses: a protected object is taken out of a rendered file. */
async function breakRule(): Promise<void> {
  await place.write('platform.yaml', PLATFORM.concat('features: {backups: false}\n'));
}

describe('validate', () => {
  it('names the rule, the objects and how to allow it', async () => {
    await breakRule();
    const { code, stderr } = await place.run('validate');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'tenants/: ObjectStore/backups: stateful-removed for acme, bigshop (found no longer rendered; ' +
        'allowed: with “Allow: stateful-removed” in a commit’s message, or the label “allow/stateful-removed” on the pull request)\n',
    );
    expect(stderr).toContain('system: ObjectStore/backups: stateful-removed (found');
  });

  it('accepts a trailer in any commit since the base', async () => {
    await breakRule();
    commit('Backups go elsewhere\n\nAllow: stateful-removed');
    await place.write('tenants/pete.yaml', PETE.replace('Pete', 'Peter'));
    commit('a name');
    expect((await place.run('validate')).code).toBe(0);
    expect((await place.run('validate', '--base', 'HEAD~1')).code).toBe(0);
  });

  it('accepts it anywhere in a squashed message, in any case, with others', async () => {
    await breakRule();
    commit(
      'Squashed (#7)\n\n* one\n\nallow : storage-shrinks,  stateful-removed\n\n* two\n\nSigned-off-by: Eve',
    );
    expect((await place.run('validate')).code).toBe(0);
  });

  it('ignores a trailer within a line, in the base or before it', async () => {
    emptyCommit('Allow: stateful-removed');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    await breakRule();
    commit('We do not say Allow: stateful-removed\n> Allow: stateful-removed\n\nSigned-off-by: Eve');
    expect((await place.run('validate')).code).toBe(1);
  });

  it('accepts a label of the pull request, and an option', async () => {
    await breakRule();
    expect((await place.run('validate', '--label', 'allow/stateful-removed', '--label', 'bug')).code).toBe(0);
    expect((await place.run('validate', '--allow', 'stateful-removed')).code).toBe(0);
    expect((await place.run('validate', '--allow', 'storage-shrinks')).code).toBe(1);
    expect((await place.run('validate', '--label', 'stateful-removed')).code).toBe(1);
  });

  it('warns of a name that is not a rule', async () => {
    expect((await place.run('validate', '--label', 'allow/everything')).stderr).toContain(
      'warning: Allow: everything is not a rule of the gate\n',
    );
    await breakRule();
    commit('Backups go elsewhere\n\nAllow: statefull-removed');
    const refused = await place.run('validate');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('warning: Allow: statefull-removed is not a rule of the gate\n');
    const { warnings } = JSON.parse((await place.run('validate', '--json')).stdout);
    expect(warnings).toContain('Allow: statefull-removed is not a rule of the gate');
    const { code, stderr } = await place.run('validate', '--allow', 'everything');
    expect(code).toBe(2);
    expect(stderr).toContain('No such rule (allowed: record-removed, stateful-removed');
  });

  it('accepts an allowed removal of a record, and reports only its data', async () => {
    rmSync(join(place.root, 'tenants/pete.yaml'));
    const { stderr } = await place.run('validate', '--allow', 'record-removed');
    expect(stderr).not.toContain('the record is gone');
    expect(stderr).toContain('Database/mechanicbuddy-{id}'.replace('{id}', 'pete'));
    const both = await place.run('validate', '--allow', 'record-removed', '--allow', 'stateful-removed');
    expect(both.code).toBe(0);
  });

  it('never accepts a step out of order that loses data', async () => {
    await place.write('tenants/acme.yaml', `${ACME}status: purged\n`);
    const every = ['record-removed', 'stateful-removed', 'protection-lifted'].flatMap((rule) => [
      '--allow',
      rule,
    ]);
    const { code, stderr } = await place.run('validate', ...every);
    expect(code).toBe(1);
    expect(stderr).toContain('tenants/acme.yaml: status: cannot follow');
  });

  it('rejects too many tenants at once', async () => {
    await gateOf('maxTenants: 1');
    await place.run('tenant', 'set', '-l', 'tier in (professional,enterprise)', 'storage=300Gi');
    expect((await place.run('validate')).stderr).toContain(
      'tenants/: too-many-tenants for acme, bigshop (found 2 of 3, at most 1 at once; ',
    );
    expect((await place.run('validate', '--allow', 'too-many-tenants')).code).toBe(0);
  });

  it('uses the gate of the base: a change cannot allow itself more', async () => {
    await gateOf('maxTenants: 1');
    await place.write('platform.yaml', `${PLATFORM}gate: {maxTenants: 100}\n`);
    await place.run('tenant', 'set', '-l', 'tier in (professional,enterprise)', 'storage=300Gi');
    expect((await place.run('validate')).stderr).toContain('too-many-tenants');
  });

  it('prints JSON for programs', async () => {
    await breakRule();
    const { problems } = JSON.parse((await place.run('validate', '--json')).stdout);
    expect(problems.map(({ message }: { message: string }) => message)).toEqual(
      expect.arrayContaining(['stateful-removed', 'stateful-removed for acme, bigshop']),
    );
  });
});

function emptyCommit(trailer: string): void {
  git('commit', '--quiet', '--allow-empty', '--message', `before\n\n${trailer}`);
}
