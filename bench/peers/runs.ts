import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { measure, type Spent } from '../measure.ts';
import type { Helm } from './helm.ts';
import { firstDifference, objectsIn } from './objects.ts';
import { makeFleet, type PaidFleet, removeRendered } from './paid-fleet.ts';
import { helmEngine, helmEngineTwelve, helmTemplate, type Program, plainCdk8s, synth } from './programs.ts';

/** A program, the fleet that it renders, and the folder that it writes to. */
export interface Run {
  readonly program: Program;
  readonly fleet: PaidFleet;
  readonly out: string;
}

/** The number of tenants for programs that are too slow for more. */
const EACH = 100;
const QUADRATIC = [100, 400];

/** Returns the runs: fleets from small to large, and for each fleet our program first, then its peers. */
export async function planRuns(count: number, helm: Helm, cdk8s: string, folder: string): Promise<Run[]> {
  const sizes = new Set([EACH, ...QUADRATIC, count].map((size) => Math.min(size, count)));
  const runs: Run[] = [];
  for (const size of [...sizes].sort((a, b) => a - b)) {
    const fleet = await makeFleet(size, folder);
    const programs = [
      synth,
      ...(helm.kind === 'built' && size === Math.min(EACH, count) ? [helmTemplate(helm)] : []),
      ...(helm.kind === 'built' && size === count ? [helmEngine(helm), helmEngineTwelve(helm)] : []),
      ...(size <= Math.max(...QUADRATIC) ? [plainCdk8s(cdk8s)] : []),
    ];
    for (const program of programs)
      runs.push({ program, fleet, out: join(folder, `out-${size}-${runs.length}`) });
  }
  return runs;
}

/** Runs a program in its own process, with an empty output folder. */
export function run({ program, fleet, out }: Run): Spent {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  if (program === synth) removeRendered(fleet);
  return measure(program.command(fleet, out));
}

const textOf = ({ program, fleet, out }: Run, id: string): string =>
  readFileSync(program.manifests(fleet, out, id), 'utf8');

/** Returns our run on the same fleet. */
export function oursOf(runs: readonly Run[], { fleet }: Run): Run {
  const ours = runs.find((other) => other.fleet === fleet && other.program === synth);
  if (ours === undefined) throw new Error(`our program has no run on the fleet of ${fleet.count}`);
  return ours;
}

/**
 * Compares the written objects of every tenant with ours.
 * @throws At the first difference.
 */
export function check(peer: Run, ours: Run): void {
  for (const { id } of peer.fleet.records) {
    const difference = firstDifference(
      objectsIn(textOf(ours, id)),
      objectsIn(textOf(peer, id)),
      peer.program,
    );
    if (difference !== undefined) throw new Error(`${peer.program.name}: tenant ${id}: ${difference}`);
  }
}

/** Returns the average number of objects for a tenant: a custom domain adds one, a suspended tenant has two fewer. */
export function objectsEach(written: Run): number {
  const { records, count } = written.fleet;
  const all = records.map(({ id }) => textOf(written, id).match(/^kind: /gm)?.length ?? 0);
  return all.reduce((sum, objects) => sum + objects, 0) / count;
}
