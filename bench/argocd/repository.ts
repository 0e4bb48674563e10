import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Place } from '../../test/cluster/git-repository.ts';

const MAIN = join(import.meta.dirname, '../../lib/src/cli/main.js');

/**
 * Creates a work tree and a bare repository beside it.
 * @param host The host by which the cluster reaches this machine; without it Argo CD reads local files.
 */
export function makePlace(folder: string, host?: string): Place {
  const bare = join(folder, 'repository.git');
  const url = host === undefined ? `file://${bare}` : `git://${host}:9418/repository.git`;
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', join(folder, 'work')]);
  return { root: join(folder, 'work'), bare, url };
}

export function git(root: string, ...args: string[]): string {
  const author = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.org'];
  return execFileSync('git', ['-C', root, ...author, ...args], { encoding: 'utf8' }).trim();
}

/** Renders, commits and returns the revision. */
export function commit(root: string, message: string): string {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'synth', '--root', root], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', message);
  return git(root, 'rev-parse', 'HEAD');
}
