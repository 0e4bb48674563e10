// Reads, renders and writes generated fleets; prints time, memory and files. Usage: npm run bench [-- COUNT…]
import { execFileSync } from 'node:child_process';
import { table } from '../src/cli/terminal.ts';

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 100, 1000];
const REPEATS = 3;

interface Measurement {
  readonly [name: string]: number;
}

/** The run of the least CPU time of three: what else the machine does only ever adds. */
function measure(count: number): Measurement {
  const runs = Array.from({ length: REPEATS }, () => {
    const output = execFileSync(process.execPath, ['bench/run-once.ts', String(count), 'paid'], {
      encoding: 'utf8',
    });
    return JSON.parse(output) as Measurement;
  });
  return runs.sort((a, b) => (a['cpu'] ?? 0) - (b['cpu'] ?? 0))[0] as Measurement;
}

const seconds = (value = 0) => `${value.toFixed(2)} s`;
const rows = counts.map((count) => {
  const m = measure(count);
  return [
    String(count),
    seconds(m['read']),
    seconds(m['render']),
    seconds(m['write']),
    seconds(m['cpu']),
    seconds(m['wall']),
    `${Math.round(m['memory'] ?? 0)} MiB`,
    String(m['files']),
    String(m['objects']),
    `${((m['bytes'] ?? 0) / 2 ** 20).toFixed(1)} MiB`,
  ];
});
const headings = [
  'PAID TENANTS',
  'READ',
  'RENDER',
  'WRITE',
  'CPU',
  'CLOCK',
  'MEMORY',
  'FILES',
  'OBJECTS',
  'WRITTEN',
];
process.stdout.write(
  `CPU seconds unless CLOCK; least of ${REPEATS} runs; Node ${process.version}\n\n${table(headings, rows)}`,
);
