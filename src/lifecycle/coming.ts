import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';
import { nextMove } from './dates.ts';

/** A move that a date will make, and what the record is then. */
export interface Coming {
  readonly at: Date;
  readonly subject: string;
  readonly record: TenantRecord;
}

/** More than any life has: each domain that waits, and a dozen steps. */
const MOST = 50;

/**
 * Everything that the dates do to a tenant if nobody does anything, in order, each move with what the one before left.
 * In: the time, since what is due already is done now, and later steps count from there.
 */
export function comingMoves(record: TenantRecord, platform: Platform, now: Date): readonly Coming[] {
  const coming: Coming[] = [];
  let present = record;
  let time = now;
  while (coming.length < MOST) {
    const move = nextMove(present, platform);
    if (move === undefined) break;
    if (move.at > time) time = move.at;
    present = move.next(time);
    coming.push({ at: move.at, subject: move.subject, record: present });
  }
  return coming;
}
