import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyChanges, readFiles } from '../../src/files/disk.ts';
import { runWith } from '../fixtures/command.ts';

/** Where a work tree and its bare repository lie; Argo CD reads the bare one by a file:// URL. */
export interface Place {
  readonly root: string;
  readonly bare: string;
}

/** A repository made from this one's fleet, with its own URL in `platform.yaml` and a short wait for new tenants. */
export async function makeRepository(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'mechanicbuddy-git-'));
  const place = { root: join(folder, 'work'), bare: join(folder, 'repository.git') };
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', place.bare]);
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', place.root]);
  const files = new Map(await readFiles('.', ['platform.yaml', 'tenants']));
  const platform = files.get('platform.yaml') ?? '';
  files.set(
    'platform.yaml',
    `${platform.replace(/^ {2}url: .*$/m, `  url: file://${place.bare}`)}\nargocd: { pollSeconds: 5 }\n`,
  );
  await applyChanges(place.root, { additions: files, deletions: [], unchanged: 0 });
  return place;
}

/** What a person does in the work tree. Each commit is pushed; its revision comes back. */
export function openRepository({ root, bare }: Place) {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
      encoding: 'utf8',
    }).trim();
  const push = () => {
    git('push', '--quiet', bare, 'main');
    return git('rev-parse', 'HEAD');
  };
  const mechanicbuddy = async (...args: string[]) => {
    const { code, stdout, stderr } = await runWith([...args, '--root', root]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
    return push();
  };
  return {
    root,
    mechanicbuddy,
    /** Changes a file's text. */
    edit: (path: string, change: (text: string) => string) =>
      writeFileSync(join(root, path), change(readFileSync(join(root, path), 'utf8'))),
    remove: (path: string) => rmSync(join(root, path), { recursive: true }),
    /** Commits what is there, rendered or not. */
    commit,
    /** Renders, then commits. */
    render: async (message: string) => {
      await mechanicbuddy('synth');
      return commit(message);
    },
    revert: () => {
      git('revert', '--no-edit', 'HEAD');
      return push();
    },
  };
}
