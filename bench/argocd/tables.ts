import { table } from '../../src/cli/terminal.ts';
import type { Step } from './measure.ts';
import { COMPONENTS, type Component } from './processes.ts';

/** Returns a table of the work that was repeated, with a row for each step. */
export function stepTable(steps: readonly Step[]): string {
  const head = [
    'STEP',
    'THOSE MEANT',
    'ALL LOOKED AT',
    'RECONCILED',
    'MANIFESTS READ',
    'LS-REMOTE',
    'FETCH',
    'SET REFRESHED',
    'WRITES OF SET',
    'WRITES OF ALL',
  ];
  const rows = steps.map(({ what, first, seconds, counters, writes }) => [
    what,
    first === undefined ? '–' : `${first.toFixed(1)} s`,
    `${seconds.toFixed(1)} s`,
    ...[counters.reconciles, counters.generations, counters.lsRemotes, counters.fetches].map(figure),
    ...[counters.setRefreshes, counters.setWrites, writes].map(figure),
  ]);
  return table(head, rows);
}

/** Returns a table of the CPU seconds of each process in each step. */
export function cpuTable(steps: readonly Step[]): string {
  return processTable(steps, 'CPU SECONDS', ({ cpu }, name) => cpu.get(name)?.toFixed(1));
}

export function memoryTable(steps: readonly Step[]): string {
  return processTable(steps, 'MEMORY AFTER', ({ memory }, name) => {
    const size = memory.get(name);
    return size === undefined ? undefined : `${Math.round(size)} MiB`;
  });
}

function processTable(
  steps: readonly Step[],
  title: string,
  value: (step: Step, name: Component) => string | undefined,
): string {
  const names = [...(steps[0]?.cpu.keys() ?? [])];
  if (names.length === 0) return `${title}: left out, the processes do not run on this machine\n`;
  const rows = steps.map((step) => [step.what, ...names.map((name) => value(step, name) ?? '–')]);
  return table([title, ...names.map((name) => COMPONENTS[name])], rows);
}

function figure(value: number | undefined): string {
  return value === undefined ? '–' : String(value);
}
