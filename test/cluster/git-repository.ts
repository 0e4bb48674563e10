import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { applyChanges, readFiles } from '../../src/files/disk.ts';
import { runWith } from '../fixtures/command.ts';

/** Settings that deploy the service although the repository is not at GitHub. */
const SERVICE = `system:\n  provisioner: {github: {repository: example/platform}}\n`;

/** The default port of Git. */
const PORT = 9418;

/** A work tree, its bare repository, and the URL by which Argo CD reads the bare one. */
export interface Place {
  readonly root: string;
  readonly bare: string;
  readonly url: string;
}

/**
 * Creates a repository with this repository's fleet, its own URL in `platform.yaml`, and a short poll for new tenants.
 * @param host The host by which the cluster reaches this machine, if it cannot read a file:// URL.
 */
export async function makeRepository(host?: string): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'mechanicbuddy-git-'));
  const bare = join(folder, 'repository.git');
  const url = host === undefined ? `file://${bare}` : `git://${host}:${PORT}/repository.git`;
  const place = { root: join(folder, 'work'), bare, url };
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', place.bare]);
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', place.root]);
  const files = new Map(await readFiles('.', ['platform.yaml', 'tenants']));
  const platform = files.get('platform.yaml') ?? '';
  files.set(
    'platform.yaml',
    `${platform.replace(/^ {2}url: .*$/m, `  url: ${url}`).replace(/^system:\n/m, SERVICE)}\nargocd: { pollSeconds: 5 }\n`,
  );
  await applyChanges(place.root, { additions: files, deletions: [], unchanged: 0 });
  return place;
}

/** Serves the bare repository for reading. Returns a function that stops it. */
export function serveRepository({ bare }: Place): () => void {
  const args = ['daemon', '--export-all', `--base-path=${dirname(bare)}`, `--port=${PORT}`, '--reuseaddr'];
  const daemon = spawn('git', args, { stdio: 'inherit', detached: true });
  // Kills the process group, because git starts the daemon as a child process.
  return () => void (daemon.pid !== undefined && process.kill(-daemon.pid));
}

/** A person's actions in the work tree. Each commit is pushed, and its revision is returned. */
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
    /** Commits the work tree without rendering. */
    commit,
    /** Renders, then commits. */
    render: async (message: string) => {
      await mechanicbuddy('synth');
      return commit(message);
    },
    /** Pulls what others pushed. */
    pull: () => git('pull', '--quiet', '--ff-only', bare, 'main'),
    revert: () => {
      git('revert', '--no-edit', 'HEAD');
      return push();
    },
  };
}
