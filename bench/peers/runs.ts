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

/** How many tenants for those that take too long for more. */
const EACH = 100;
const QUADRATIC = [100, 400];

/** The fleets' sizes from small to large, and on each: ours first, then its peers. */
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

/** Runs a program in a process of its own; what it writes to is empty before. */
export function run({ program, fleet, out }: Run): Spent {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  if (program === synth) removeRendered(fleet);
  return measure(program.command(fleet, out));
}

const textOf = ({ program, fleet, out }: Run, id: string): string =>
  readFileSync(program.manifests(fleet, out, id), 'utf8');

/** This project's own run on the same fleet. */
export function oursOf(runs: readonly Run[], { fleet }: Run): Run {
  const ours = runs.find((other) => other.fleet === fleet && other.program === synth);
  if (ours === undefined) throw new Error(`ours is not run on the fleet of ${fleet.count}`);
  return ours;
}

/** Compares every tenant's objects with ours, both as they were written. Throws at the first difference. */
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

/** Objects that were written for a tenant, on average: a custom domain has one more, a suspended tenant two less. */
export function objectsEach(written: Run): number {
  const { records, count } = written.fleet;
  const all = records.map(({ id }) => textOf(written, id).match(/^kind: /gm)?.length ?? 0);
  return all.reduce((sum, objects) => sum + objects, 0) / count;
}
