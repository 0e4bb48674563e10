import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { trailers } from '../../../src/fleet/commit-message.ts';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { ACME, BIGSHOP, filesOf } from '../../fixtures/fleet.ts';

interface Step {
  readonly name?: string;
  readonly run?: string;
}

const { jobs } = parse(readFileSync('.github/workflows/sweep.yaml', 'utf8'));
const steps: readonly Step[] = jobs.sweep.steps;
const script = steps.find(({ run }) => run?.includes('mechanicbuddy sweep'))?.run ?? '';

/** Stands in for npx: the program as it is compiled here, after what the test has put in its way. */
const NPX = `#!/usr/bin/env bash
shift
[[ ! -x $MEANWHILE ]] || "$MEANWHILE"
exec "${process.execPath}" "${resolve('lib/src/cli/main.js')}" "$@"
`;
const PERSON = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.org'];

let place: Workspace;
let folder: string;
let clone: string;

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', [...PERSON, ...args], { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();

function executable(name: string, text: string): void {
  writeFileSync(join(folder, 'bin', name), text);
  chmodSync(join(folder, 'bin', name), 0o755);
}

/** A bare origin with a fleet of which one tenant's time is over, and what actions/checkout makes of it. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mechanicbuddy-sweep-'));
  mkdirSync(join(folder, 'bin'));
  executable('npx', NPX);
  executable('sleep', '#!/bin/sh\n');
  const ended = `${ACME}status: cancelled\nendsAt: 2020-01-01T00:00:00Z\n`;
  place = await workspace(filesOf([ended, BIGSHOP]));
  await place.run('synth');
  git(place.root, 'init', '--quiet', '--initial-branch=main');
  git(place.root, 'add', '--all');
  git(place.root, 'commit', '--quiet', '--message', 'the fleet');
  git(folder, 'clone', '--quiet', '--bare', place.root, 'origin.git');
  git(folder, 'clone', '--quiet', '--depth=1', `file://${folder}/origin.git`, 'clone');
  clone = join(folder, 'clone');
});
afterEach(() => {
  place.remove();
  rmSync(folder, { recursive: true });
});

const run = () =>
  execFileSync('bash', ['-e', '-c', script], {
    cwd: clone,
    stdio: 'pipe',
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      HOME: folder,
      MEANWHILE: join(folder, 'bin', 'meanwhile'),
    },
  });
const log = () => git(join(folder, 'origin.git'), 'log', '--format=%an: %s', 'main').split('\n');
const SWEPT = 'github-actions[bot]: tenant(acme): archive, its time is over';

describe.skipIf(process.platform !== 'linux')('the scheduled sweep', () => {
  it('pushes what is due as one commit with its trailers, and then nothing', async () => {
    run();
    expect(log()).toEqual([SWEPT, 'Eve: the fleet']);
    const origin = join(folder, 'origin.git');
    expect(trailers(git(origin, 'log', '-1', '--format=%B', 'main'), 'Actor')).toEqual(['sweep']);
    expect(git(origin, 'diff', '--name-only', 'main~', 'main').split('\n')).toEqual([
      'dist/tenants/acme/manifests.yaml',
      'tenants/acme.yaml',
    ]);
    git(place.root, 'pull', '--quiet', '--ff-only', origin, 'main');
    expect((await place.run('synth', '--check')).code).toBe(0);
    run();
    expect(log()).toHaveLength(2);
  });

  it('pushes nothing that the gate refuses', () => {
    const refusing = NPX.replace('shift\n', 'shift\n[[ $1 != validate ]] || exit 1\n');
    executable('npx', refusing);
    expect(run).toThrow();
    expect(log()).toEqual(['Eve: the fleet']);
  });

  it('begins anew on the newest main where somebody was faster', () => {
    executable(
      'meanwhile',
      `#!/usr/bin/env bash
cd "${place.root}" && echo x > later && git add later
git ${PERSON.map((word) => `'${word}'`).join(' ')} commit --quiet --message faster
git push --quiet "${folder}/origin.git" HEAD:main
rm "$0"
`,
    );
    run();
    expect(log()).toEqual([SWEPT, 'Eve: faster', 'Eve: the fleet']);
  });
});

it.each(['render', 'sweep'])('what %s pushes was judged before', (name) => {
  const text = readFileSync(`.github/workflows/${name}.yaml`, 'utf8');
  expect(text).toMatch(/mechanicbuddy validate --base [^\n]+\n +git commit [^\n]+\n +git push/);
});
