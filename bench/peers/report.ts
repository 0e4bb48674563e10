import { table } from '../../src/cli/terminal.ts';
import { machine } from '../machine.ts';
import type { Spent } from '../measure.ts';
import type { Helm } from './helm.ts';
import { objectsEach, oursOf, type Run } from './runs.ts';

const HEADINGS = ['TENANTS', 'PROGRAM', 'OBJECTS EACH', 'CPU', 'CLOCK', 'MEMORY', 'CPU TO OURS'];

/** Returns the machine and a table with a row for each program and fleet. Ratios are to our time for the same fleet. */
export function report(spent: ReadonlyMap<Run, Spent>, helm: Helm): string {
  const runs = [...spent.keys()];
  const rows = [...spent].map(([each, own]) => rowOf(each, own, spent.get(oursOf(runs, each)) ?? own));
  return `${machine(peers(helm))}\n\n${table(HEADINGS, rows, 2)}`;
}

function rowOf(each: Run, { cpu, clock, memory }: Spent, ours: Spent): string[] {
  return [
    String(each.fleet.count),
    each.program.name,
    objectsEach(each).toFixed(1),
    `${cpu.toFixed(2)} s`,
    `${clock.toFixed(2)} s`,
    `${memory.toFixed(0)} MiB`,
    (cpu / ours.cpu).toFixed(2),
  ];
}

function peers(helm: Helm): string {
  return helm.kind === 'built' ? helm.versions : `Helm is skipped: ${helm.why}`;
}
