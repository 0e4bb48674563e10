import type { FleetRefusal } from '../http/fleet-document.ts';
import type { LoggedEvent } from './event-log.ts';

/** How many are kept: for a person who looks, not for the record; the log has all. */
const KEPT = 50;

/** What was asked for and not done, since the service started; the newest first. */
export interface Refusals {
  note(facts: LoggedEvent): void;
  all(): readonly FleetRefusal[];
}

export function openRefusals(now: () => Date): Refusals {
  let kept: readonly FleetRefusal[] = [];
  return {
    note(facts) {
      const { outcome, kind, because = '', event, actor, tenant } = facts;
      if (outcome !== 'refused' && outcome !== 'unavailable') return;
      const change = { event, actor, ...(tenant === undefined ? {} : { tenant }) };
      const item = { outcome, at: now().toISOString(), subject: kind, because, changes: [change] };
      kept = [item, ...kept].slice(0, KEPT);
    },
    all: () => kept,
  };
}
