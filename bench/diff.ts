// `diff` and the gate for a release that changes every tenant of a fleet. Usage: npm run bench:diff [-- TENANTS…]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../src/cli/terminal.ts';
import { applyChanges } from '../src/files/disk.ts';
import { generateFleet } from './fleet.ts';
import { machine } from './machine.ts';

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1000];
const MAIN = join(import.meta.dirname, '../lib/src/cli/main.js');
const REPEATS = 3;
/** A module that makes a program print its peak memory in KiB at its end. */
const MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\n"+process.resourceUsage().maxRSS))';

/** Commands that a reviewer waits for, and a line that each prints when it did its work. */
const COMMANDS = [
  ['diff HEAD', 'diff', 'HEAD'],
  ['diff HEAD -o markdown', 'diff', 'HEAD', '-o', 'markdown'],
  ['validate --base HEAD', 'validate', '--base', 'HEAD', '--allow', 'too-many-tenants'],
] as const;

async function makeFleet(count: number): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'mechanicbuddy-bench-'));
  await applyChanges(root, { additions: generateFleet(count), deletions: [], unchanged: 0 });
  run(root, 'synth');
  const git = (...args: string[]) => execFileSync('git', ['-C', root, ...args], { stdio: 'ignore' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=Eve', '-c', 'user.email=eve@example.org', 'commit', '--quiet', '--message', 'fleet');
  return root;
}

function run(
  root: string,
  ...args: string[]
): { seconds: number; lines: number; bytes: number; memory: number } {
  const start = performance.now();
  const command = ['--import', MEMORY, MAIN, ...args, '--root', root];
  const result = spawnSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (result.status !== 0)
    throw new Error(`${args.join(' ')}: ${result.stderr}${result.stdout.slice(0, 500)}`);
  const seconds = (performance.now() - start) / 1000;
  const memory = Number(result.stderr.trim().split('\n').at(-1)) / 1024;
  return {
    seconds,
    lines: result.stdout.split('\n').length,
    bytes: Buffer.byteLength(result.stdout),
    memory,
  };
}

// Another program's cache must not count here.
process.env['XDG_CACHE_HOME'] = mkdtempSync(join(tmpdir(), 'bench-diff-cache-'));
const rows: string[][] = [];
for (const count of counts) {
  const root = await makeFleet(count);
  const promoted = run(root, 'release', 'promote', 'v1.3.0', 'stable');
  rows.push([String(count), 'release promote v1.3.0 stable', ...figures(promoted)]);
  for (const [name, ...args] of COMMANDS) {
    const runs = Array.from({ length: REPEATS }, () => run(root, ...args));
    rows.push([String(count), name, ...figures(runs.sort((a, b) => a.seconds - b.seconds)[0] ?? promoted)]);
  }
  rmSync(root, { recursive: true });
}

rmSync(process.env['XDG_CACHE_HOME'], { recursive: true });

function figures({ seconds, memory, lines, bytes }: ReturnType<typeof run>): string[] {
  return [`${seconds.toFixed(2)} s`, `${Math.round(memory)} MiB`, String(lines), String(bytes)];
}

process.stdout.write(`${machine()}\nClock, best of ${REPEATS}\n\n`);
process.stdout.write(table(['TENANTS', 'COMMAND', 'CLOCK', 'MEMORY', 'LINES', 'BYTES'], rows));
