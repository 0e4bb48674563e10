// Whether flat folders scale: Git and GitHub's API with a large fleet's repository. Usage: npm run bench:layout [-- TENANTS…]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../src/cli/terminal.ts';
import { applyChanges } from '../src/files/disk.ts';
import { generateFleet } from './fleet.ts';
import { machine } from './machine.ts';
import { measure } from './measure.ts';

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 10_000];
const MAIN = join(import.meta.dirname, '../lib/src/cli/main.js');
const ROUNDS = 3;
const SETTINGS = ['user.name=Eve', 'user.email=eve@example.org', 'gc.auto=0'].flatMap((setting) => [
  '-c',
  setting,
]);
const MEBIBYTE = 2 ** 20;

interface Repository {
  readonly root: string;
  readonly git: (...args: string[]) => string;
  /** A record, and the same record with another size. */
  readonly record: string;
}

async function makeRepository(count: number, below: string): Promise<Repository> {
  const root = join(below, `fleet-${count}`);
  const files = generateFleet(count);
  await applyChanges(root, { additions: files, deletions: [], unchanged: 0 });
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, ...SETTINGS, ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  execFileSync(process.execPath, [MAIN, 'synth', '--root', root], { stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=fleet');
  git('gc', '--quiet');
  const paid = [...files].find(
    ([path, text]) => path.startsWith('tenants/') && text.includes('professional'),
  );
  return { root, git, record: paid?.[0] ?? '' };
}

/** Returns the shortest wall-clock time of some rounds, in seconds. */
const least = (...command: string[]): number =>
  Math.min(...Array.from({ length: ROUNDS }, () => measure(command).clock));

/** Measures everyday commands of people and programs. */
function timesOf({ root, git, record }: Repository, count: number, below: string): [string, string][] {
  const inRoot = (...args: string[]) => least('git', '-C', root, ...SETTINGS, ...args);
  const seconds = (value: number) => `${value.toFixed(2)} s`;
  const status = inRoot('status', '--short');
  writeFileSync(join(root, record), `${readFileSync(join(root, record), 'utf8')}storage: 900Gi\n`);
  execFileSync(process.execPath, [MAIN, 'synth', '--root', root], { stdio: 'ignore' });
  const rows: [string, string][] = [
    ['git status, nothing changed', seconds(status)],
    ['git diff, one tenant changed', seconds(inRoot('diff'))],
    ['git add --all', seconds(inRoot('add', '--all'))],
  ];
  git('commit', '--quiet', '--message=one');
  rows.push(
    ['git log of one record', seconds(inRoot('log', '--oneline', '--', record))],
    ['git show --stat of one commit', seconds(inRoot('show', '--stat', 'HEAD'))],
  );
  for (const [name, ...options] of [
    ['git clone', '--no-local'],
    ['git clone --depth 1', '--no-local', '--depth=1'],
  ] as const)
    rows.push([name, seconds(clone(root, join(below, `clone-${count}`), options))]);
  return rows;
}

function clone(root: string, to: string, options: readonly string[]): number {
  return Math.min(
    ...Array.from({ length: ROUNDS }, () => {
      rmSync(to, { recursive: true, force: true });
      return measure(['git', 'clone', '--quiet', ...options, `file://${root}`, to]).clock;
    }),
  );
}

/** Measures the tree that GitHub's API would list. The API truncates it at 100,000 entries or 7 MB. */
function listing(git: Repository['git']): string {
  const entries = git('ls-tree', '-r', '-t', '-l', 'HEAD').trimEnd().split('\n');
  const url = 'https://api.github.com/repos/your-org/mechanicbuddy/git/blobs/';
  const json = entries.map((line) => {
    const [, mode, type, sha = '', size, path] = /^(\d+) (\w+) (\w+) +(\S+)\t(.*)$/.exec(line) ?? [];
    return { path, mode, type, sha, ...(size === '-' ? {} : { size: Number(size) }), url: url + sha };
  });
  return `${entries.length} entries, ${(Buffer.byteLength(JSON.stringify(json)) / 1e6).toFixed(1)} MB`;
}

const mebibytes = (bytes: number): string => `${(bytes / MEBIBYTE).toFixed(1)} MiB`;

function sizesOf({ git }: Repository): [string, string][] {
  const pack = /size-pack: (\d+)/.exec(git('count-objects', '-v'))?.[1];
  const bytes = (folder: string) => Number(git('cat-file', '-s', `HEAD:${folder}`));
  return [
    ['packed repository', mebibytes(Number(pack) * 1024)],
    ['list of tenants/ in Git', mebibytes(bytes('tenants'))],
    ['list of dist/tenants/ in Git', mebibytes(bytes('dist/tenants'))],
    ['GitHub’s recursive tree', listing(git)],
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'bench-layout-'));
process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
const columns: Map<string, string>[] = [];
try {
  for (const count of counts) {
    process.stderr.write(`${count} tenants\n`);
    const repository = await makeRepository(count, folder);
    columns.push(new Map([...timesOf(repository, count, folder), ...sizesOf(repository)]));
  }
} finally {
  rmSync(folder, { recursive: true });
}
const rows = [...(columns[0]?.keys() ?? [])].map((name) => [
  name,
  ...columns.map((column) => column.get(name) ?? ''),
]);
const git = execFileSync('git', ['--version'], { encoding: 'utf8' }).trim();
process.stdout.write(`${machine(git)}\nNine of ten tenants paid; the least clock of ${ROUNDS} rounds\n\n`);
process.stdout.write(table(['TENANTS', ...counts.map(String)], rows, 1));
