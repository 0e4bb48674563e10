// Measures signups at the webhook service with a local repository. Usage: npm run bench:service [-- TENANTS…]
import { execFileSync } from 'node:child_process';
import { table } from '../src/cli/terminal.ts';
import { machine } from './machine.ts';
import { load, percentile } from './service-load.ts';
import { type ServiceProcess, startProcess } from './service-process.ts';
import { type BenchRepository, makeRepository } from './service-repository.ts';

const fleets = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 1000, 10_000];
/** Single signups go to the fleets in turns, so that other load affects all of them alike. */
const ROUNDS = 8;
const ROUND = 40;
/** Concurrent requests, and their total number. */
const LOADS = [
  [50, 1000],
  [500, 3000],
] as const;

const HEADINGS = [
  'TENANTS',
  'AT A TIME',
  'SIGNUPS',
  'P50',
  'P95',
  'SLOWEST',
  'PER SECOND',
  'PER COMMIT',
  'CPU EACH',
  'GIT CPU EACH',
  'MEMORY',
];

interface Fleet {
  readonly tenants: number;
  readonly repository: BenchRepository;
  readonly service: ServiceProcess;
  /** MiB. */
  readonly atStart: number;
}

async function open(tenants: number): Promise<Fleet> {
  const repository = await makeRepository(tenants);
  const service = await startProcess(repository.dir);
  const atStart = service.memory().now;
  await load(service.port, 20, 1); // the first ones pay for what is loaded and compiled once
  return { tenants, repository, service, atStart };
}

/** Sends one signup at a time. */
async function lone(opened: readonly Fleet[]): Promise<string[][]> {
  const all = opened.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, { service }] of opened.entries())
      all[i]?.push(...(await load(service.port, ROUND, 1)).milliseconds);
  const sorted = all.map((milliseconds) => ({
    milliseconds: milliseconds.sort((a, b) => a - b),
    seconds: 0,
  }));
  const first = sorted[0] ?? { milliseconds: [], seconds: 0 };
  return sorted.map((done, i) => [
    String(opened[i]?.tenants),
    ...[0.1, 0.5, 0.95].map((share) => `${percentile(done, share).toFixed(1)} ms`),
    `${(percentile(done, 0.5) / percentile(first, 0.5)).toFixed(2)}`,
  ]);
}

async function crowded({ tenants, repository, service, atStart }: Fleet): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [width, count] of LOADS)
    rows.push([String(tenants), ...(await row(service, repository, width, count))]);
  const { most } = service.memory();
  starts.push([String(tenants), `${service.startUp.toFixed(2)} s`, mebibytes(atStart), mebibytes(most)]);
  return rows;
}

async function row(
  service: ServiceProcess,
  repository: BenchRepository,
  width: number,
  count: number,
): Promise<string[]> {
  const before = { commits: repository.commits(), ...service.cpu() };
  const done = await load(service.port, count, width);
  const { own, children } = service.cpu();
  const each = (seconds: number) => `${((seconds * 1000) / count).toFixed(1)} ms`;
  return [
    String(width),
    String(count),
    ...[0.5, 0.95, 1].map((share) => `${percentile(done, share).toFixed(0)} ms`),
    (count / done.seconds).toFixed(0),
    (count / (repository.commits() - before.commits)).toFixed(1),
    each(own - before.own),
    each(children - before.children),
    mebibytes(service.memory().now),
  ];
}

const mebibytes = (value: number): string => `${value.toFixed(0)} MiB`;

const starts: string[][] = [];
const opened: Fleet[] = [];
const rows: string[][] = [];
let alone: string[][] = [];
try {
  for (const tenants of fleets) opened.push(await open(tenants));
  alone = await lone(opened);
  for (const fleet of opened) rows.push(...(await crowded(fleet)));
} finally {
  for (const { service, repository } of opened) {
    await service.end();
    repository.remove();
  }
}
process.stdout.write(
  `${machine(execFileSync('git', ['--version'], { encoding: 'utf8' }).trim())}\nFrom request to acknowledged commit, the sender on the same machine\n\n` +
    `${table(['TENANTS', 'P10', 'P50', 'P95', 'RATIO OF P50'], alone)}\n${table(HEADINGS, rows)}\n` +
    table(['TENANTS', 'START UNTIL READY', 'MEMORY THEN', 'MOST MEMORY'], starts),
);
