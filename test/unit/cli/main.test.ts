import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** The program as an older Node starts it. */
function startedBy(version: string) {
  const fake = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
  const args = ['--import', `data:text/javascript,${fake}`, 'src/cli/main.ts', '--version'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

it.each(['20.20.2', '22.11.0'])('Node %s is told to be too old, in one line', (version) => {
  expect(startedBy(version)).toEqual({
    status: 2,
    stdout: '',
    stderr: `mechanicbuddy needs Node 22.12 or newer; this is ${version}\n`,
  });
});

it('the oldest supported version starts', () => {
  expect(startedBy('22.12.0')).toMatchObject({ status: 0, stderr: '' });
});
