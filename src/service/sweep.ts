import type { Handlers } from '../http/handlers.ts';
import { dateEvent, dueMoves } from '../lifecycle/dates.ts';
import type { Committer } from './committer.ts';

/** What a sweep did. */
export interface Swept {
  readonly moved: number;
  /** Due, and left to the next sweep. */
  readonly left: number;
}

/** Moves the tenants whose dates have come, as many as the platform lets one sweep move. */
export async function sweep(committer: Committer, submit: Handlers['submit'], now: Date): Promise<Swept> {
  const state = await committer.look();
  if (state?.platform === undefined) return { moved: 0, left: 0 };
  const { platform, records } = state;
  const all = [...records.values()].map(({ record }) => record);
  const { due, left } = dueMoves(all, platform, now, platform.retention.movesPerSweep);
  const request = { requestId: 'sweep' };
  const outcomes = await Promise.all(due.map((each) => submit(dateEvent(each), request)));
  return { moved: outcomes.filter(({ kind }) => kind === 'changed').length, left };
}
