import type { Followed } from './applications.ts';
import { type Counters, readCounters } from './counters.ts';
import type { Component, Process } from './processes.ts';

export interface Watcher {
  readonly followed: Followed;
  readonly processes: ReadonlyMap<Component, Process>;
  /** Whether an Application has reached the expected state. */
  readonly isDone: (state: string) => boolean;
}

/** The work that a step caused in Argo CD. */
export interface Step {
  readonly what: string;
  readonly seconds: number;
  /** Seconds until the Applications that the step changes were done. */
  readonly first: number | undefined;
  readonly counters: Counters;
  readonly writes: number;
  readonly cpu: ReadonlyMap<Component, number>;
  readonly memory: ReadonlyMap<Component, number>;
}

interface Until {
  /** Whether the Applications that the step changes are done. */
  readonly first?: () => boolean;
  readonly all: () => boolean;
  readonly limit: number;
}

/** Runs a step, waits for its end, and returns the difference of every counter. */
export async function measure(
  watcher: Watcher,
  what: string,
  act: () => Promise<void>,
  wait: (begin: number) => Until,
): Promise<Step> {
  const [counters, cpu, writes] = [
    await readCounters(watcher.processes),
    cpus(watcher),
    watcher.followed.writes(),
  ];
  const begin = Date.now();
  const acted = act();
  const { first, all, limit } = wait(begin);
  let reached: number | undefined;
  while (!all()) {
    if (reached === undefined && first?.()) reached = Date.now() - begin;
    if (Date.now() - begin > limit * 1000) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const seconds = (Date.now() - begin) / 1000;
  await acted;
  if (first !== undefined && reached === undefined && all()) reached = Date.now() - begin;
  const after = cpus(watcher);
  const step = {
    what: all() ? what : `${what} (not all within ${limit} s)`,
    seconds,
    first: reached === undefined ? undefined : reached / 1000,
    counters: difference(await readCounters(watcher.processes), counters),
    writes: watcher.followed.writes() - writes,
    cpu: new Map([...after].map(([name, value]) => [name, value - (cpu.get(name) ?? 0)])),
    memory: new Map([...watcher.processes].map(([name, { memory }]) => [name, memory()])),
  };
  tellProgress(step);
  return step;
}

/** Prints a line after each step, because a run with a thousand tenants takes half an hour. */
function tellProgress({ what, seconds, first, counters, writes, cpu }: Step): void {
  const line = { what, seconds, first, ...counters, writes, cpu: Object.fromEntries(cpu) };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

function cpus({ processes }: Watcher): Map<Component, number> {
  return new Map([...processes].map(([name, { cpu }]) => [name, cpu()]));
}

function difference(after: Counters, before: Counters): Counters {
  const { generations } = after;
  return {
    lsRemotes: after.lsRemotes - before.lsRemotes,
    fetches: after.fetches - before.fetches,
    reconciles: after.reconciles - before.reconciles,
    setRefreshes: after.setRefreshes - before.setRefreshes,
    setWrites: after.setWrites - before.setWrites,
    generations: generations === undefined ? undefined : generations - (before.generations ?? 0),
  };
}
