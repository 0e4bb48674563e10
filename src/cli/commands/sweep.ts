import { dateEvent, dueMoves } from '../../lifecycle/dates.ts';
import { type ApplyingOptions, applyOnDisk } from '../apply-events.ts';
import type { Terminal } from '../terminal.ts';

export interface SweepOptions extends ApplyingOptions {
  readonly now?: Date;
  readonly limit?: number;
}

/** `sweep`: applies what is due by the dates in the records. */
export function sweep(options: SweepOptions, terminal: Terminal): Promise<number> {
  const now = options.now ?? terminal.now();
  const clock = { ...terminal, now: () => now };
  let left = 0;
  return applyOnDisk(
    ({ fleet: { records, platform } }) => {
      const limit = options.limit ?? platform.retention.movesPerSweep;
      const moves = dueMoves(records, platform, now, limit);
      left = moves.left;
      const more = moves.due.length === 0 ? '' : 'more ';
      if (more === '' && left === 0 && !options.json) terminal.stdout('nothing is due\n');
      if (left > 0) terminal.stderr(`${left} ${more}due: run sweep again, or with another --limit\n`);
      return moves.due.map(dateEvent);
    },
    options,
    clock,
    () => ({ left }),
  );
}
