// How long a person waits at the command line, including the start of the program. Usage: npm run bench [-- TENANTS…]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../src/cli/terminal.ts';
import { applyChanges } from '../src/files/disk.ts';
import { generateFleet } from './fleet.ts';
import { machine } from './machine.ts';
import { measure, type Spent } from './measure.ts';

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 10_000];
const MAIN = join(import.meta.dirname, '../lib/src/cli/main.js');
/** Long commands run fewer rounds. The shortest time counts, because other load can only add to it. */
const ROUNDS = { cold: 3, short: 7 };

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly rounds: number;
  /** Runs once before the measurement, so that the cache is filled. */
  readonly isWarm?: boolean;
  /** Before each round. */
  readonly prepare?: (round: number) => void;
}

function casesOf(root: string, id: string): Case[] {
  const record = join(root, 'tenants', `${id}.yaml`);
  const text = readFileSync(record, 'utf8');
  const empty = () => {
    for (const folder of ['dist', 'argocd', 'schemas'])
      rmSync(join(root, folder), { recursive: true, force: true });
  };
  const edit = (round: number) => writeFileSync(record, `${text}storage: ${500 + round}Gi\n`);
  const short = { rounds: ROUNDS.short };
  return [
    {
      name: 'synth --no-cache, nothing there',
      args: ['synth', '--no-cache'],
      rounds: ROUNDS.cold,
      prepare: empty,
    },
    { name: 'synth --no-cache, all there', args: ['synth', '--no-cache'], rounds: ROUNDS.cold },
    { name: 'synth, one record edited', args: ['synth'], prepare: edit, isWarm: true, ...short },
    { name: 'synth --check, nothing edited', args: ['synth', '--check'], ...short },
    { name: 'validate', args: ['validate'], ...short },
    { name: 'tenant show', args: ['tenant', 'show', id], ...short },
    { name: '--help', args: ['--help'], ...short },
  ];
}

function least({ args, rounds, prepare, isWarm = false }: Case, root: string): Spent {
  if (isWarm) measure([process.execPath, MAIN, ...args, '--root', root]);
  const all = Array.from({ length: rounds }, (_, round) => {
    prepare?.(round);
    return measure([process.execPath, MAIN, ...args, '--root', root]);
  });
  const min = (value: (spent: Spent) => number) => Math.min(...all.map(value));
  return {
    cpu: min(({ cpu }) => cpu),
    clock: min(({ clock }) => clock),
    memory: Math.max(...all.map(({ memory }) => memory)),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'bench-commands-'));
process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
const rows: string[][] = [];
for (const count of counts) {
  const root = join(folder, String(count));
  const files = generateFleet(count, 1, { paidOnly: true });
  await applyChanges(root, { additions: files, deletions: [], unchanged: 0 });
  const ids = [...files.keys()].flatMap((path) => /^tenants\/(.+)\.yaml$/.exec(path)?.[1] ?? []);
  for (const each of casesOf(root, ids[count >> 1] ?? '')) {
    process.stderr.write(`${count}: ${each.name}\n`);
    const { cpu, clock, memory } = least(each, root);
    rows.push([
      String(count),
      each.name,
      `${cpu.toFixed(2)} s`,
      `${clock.toFixed(2)} s`,
      `${memory.toFixed(0)} MiB`,
    ]);
  }
}
rmSync(folder, { recursive: true });
process.stdout.write(
  `${machine()}\nPaid tenants of 33 objects; the least time of ${ROUNDS.cold} or ${ROUNDS.short} rounds, the most memory\n\n`,
);
process.stdout.write(table(['TENANTS', 'COMMAND', 'CPU', 'CLOCK', 'MEMORY'], rows, 2));
