import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyChanges, readFiles } from '../../src/files/disk.ts';
import { runWith } from '../fixtures/command.ts';

/** A work tree with its bare repository, which Argo CD reads by a file:// URL. */
export interface Repository {
  readonly root: string;
  readonly url: string;
  /** Renders, commits everything and pushes. Out: the commit. */
  readonly commit: (message: string) => Promise<string>;
}

/** A repository made from this one's fleet, with its own URL in `platform.yaml`. */
export async function makeRepository(): Promise<Repository> {
  const folder = mkdtempSync(join(tmpdir(), 'mechanicbuddy-git-'));
  const root = join(folder, 'work');
  const bare = join(folder, 'repository.git');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
      encoding: 'utf8',
    });
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', root]);
  const url = `file://${bare}`;
  const files = new Map(await readFiles('.', ['platform.yaml', 'tenants']));
  const platform = files.get('platform.yaml') ?? '';
  files.set('platform.yaml', platform.replace(/^ {2}url: .*$/m, `  url: ${url}`));
  await applyChanges(root, { additions: files, deletions: [], unchanged: 0 });
  return {
    root,
    url,
    commit: async (message) => {
      const { code, stderr } = await runWith(['synth', '--root', root]);
      if (code !== 0) throw new Error(stderr);
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
      git('push', '--quiet', bare, 'main');
      return git('rev-parse', 'HEAD').trim();
    },
  };
}
