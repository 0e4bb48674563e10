import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, filesOf, MOVING, PETE } from '../../fixtures/fleet.ts';

let place: Workspace;
beforeEach(async () => {
  place = await workspace(
    filesOf([ACME, PETE, MOVING, `${ACME.replaceAll('acme', 'gone')}status: purged\n`]),
  );
  await place.run('synth');
});
afterEach(() => place.remove());

const upgrade = (...args: string[]) => place.run('tenant', 'upgrade', ...args);

describe('planned', () => {
  it.each([
    ['a move', ['pete', '--tier', 'professional']],
    ['another size', ['acme', '--tier', 'enterprise']],
    ['the way back', ['hinterhof', '--back']],
  ])('%s writes nothing', async (_what, args) => {
    const before = await place.files();
    const { code, stdout } = await upgrade(...args, '--plan');
    expect([code, await place.files()]).toEqual([0, before]);
    expect(stdout).toMatch(/:\n\n {2}1\. .*\n\nInterruption: .*\n\n\S+: .*\n(note: .*\n)*would write /s);
    expect(stdout).not.toContain('Commit these files');
  });

  it('prints the steps, the interruption and the files', async () => {
    const { stdout } = await upgrade('acme', '--tier', 'enterprise', '--plan');
    expect(stdout).toBe(`Another size for acme:

  1. a rolling update: API and web of the new size are ready before the old pods go
  2. the database’s instances change one at a time (2 → 3): the replicas first, then a switchover, and the old primary
  3. its volumes grow from 50Gi to 200Gi in use, where the storage class can

Interruption: seconds, at the switchover

acme: professional → enterprise for 11, it had 4
would write dist/tenants/acme/manifests.yaml
would write tenants/acme.yaml
`);
  });

  it('prints the same as JSON', async () => {
    const { stdout } = await upgrade('pete', '--tier', 'professional', '--plan', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      planned: true,
      decisions: [
        {
          tenant: 'pete',
          outcome: 'changed',
          subject: 'move free → professional for 2',
          plan: {
            title: 'The move of pete from the shared instance',
            steps: { length: 6 },
            interruption: expect.stringContaining('minutes'),
          },
        },
      ],
    });
  });
});

it.each([
  ['the way back of one that does not move', ['acme', '--back']],
  ['a move of one that is gone', ['gone', '--tier', 'enterprise']],
  ['a way to free', ['acme', '--tier', 'free']],
])('refused, %s leaves nothing on stdout', async (_what, args) => {
  const { code, stdout, stderr } = await upgrade(...args);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('1 problem');
});

it('an undo says how to end a waiting sync, and what is lost', async () => {
  const { stdout } = await upgrade('hinterhof', '--back');
  expect(stdout).toContain(
    'note: given up: what was written since it began; professional for 3 (free has 1)\n',
  );
  expect(stdout).toContain(
    `kubectl patch application mechanicbuddy-platform-tenant-hinterhof -n argocd --type merge -p '{"status":{"operationState":{"phase":"Terminating"}}}'\n`,
  );
});

it.each([[], ['--plan']])('a confirmation says what has to be seen first %j', async (...plan) => {
  const { stdout } = await place.run('tenant', 'confirm', 'hinterhof', ...plan);
  expect(stdout).toContain(
    'note: to be seen first, for there is no way back: Application mechanicbuddy-platform-tenant-hinterhof is Healthy, and https://hinterhof.example.com serves what was there before\n',
  );
});

it('the examples in its help work in this repository', async () => {
  const { stdout } = await place.run('tenant', 'upgrade', '--help');
  expect(stdout).toContain('tenant upgrade petes-garage --tier professional');
});
