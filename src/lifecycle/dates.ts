import type { DateReached } from '../events/event.ts';
import { daysAfter, rfc3339 } from '../platform/new-tenant.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';
import { checked } from './check.ts';
import type { Decision } from './decision.ts';
import { withoutExpired } from './domains.ts';
import { unknownTenant } from './impossible.ts';
import { nextMoveStep } from './moving.ts';
import { isPaid } from './paying.ts';
import { archived, asleep, furtherPurged, hasSource, stepEnd } from './stages.ts';
import type { FleetView } from './view.ts';

/** What happens to a tenant next if nobody does anything, and when. */
export interface Move {
  readonly at: Date;
  /** As the commit's subject says it. */
  readonly subject: string;
  /** As it says it where the move comes late, if that is another thing. */
  readonly said?: (now: Date) => string;
  readonly next: (now: Date) => TenantRecord;
}

/**
 * The next move that waits for a date. `tenant explain` shows it and the sweep makes it.
 *
 * @returns undefined for a tenant without such a date
 */
export function nextMove(record: TenantRecord, platform: Platform): Move | undefined {
  return earliest([statusMove(record, platform), domainMove(record), nextMoveStep(record, platform)]);
}

function earliest(moves: readonly (Move | undefined)[]): Move | undefined {
  const all = moves.filter((move) => move !== undefined);
  return all.sort((a, b) => a.at.getTime() - b.at.getTime())[0];
}

function domainMove(record: TenantRecord): Move | undefined {
  if (record.status === 'purged') return undefined;
  const [first] = [...(record.pendingDomains ?? [])].sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1));
  if (first === undefined) return undefined;
  const subject = `domain ${first.domain} was not proved in time`;
  return dated(first.expiresAt, subject, (now) => withoutExpired(record, now));
}

function statusMove(record: TenantRecord, platform: Platform): Move | undefined {
  switch (record.status) {
    case 'active':
      return trialMove(record, platform);
    case 'suspended':
      return earliest([trialMove(record, platform), endMove(record, platform)]);
    case 'cancelled':
      return endMove(record, platform);
    case 'archived':
      return archivedMove(record, platform);
    case 'purging':
      return purgingMove(record, platform);
    case 'purged':
      return undefined;
  }
}

function trialMove(record: TenantRecord, platform: Platform): Move | undefined {
  const { tier, trialEndsAt, trialWarnedAt, status } = record;
  if (tier !== 'demo' || trialEndsAt === undefined) return undefined;
  if (trialWarnedAt === undefined && status === 'active') {
    const days = platform.retention.trialWarningDays;
    const at = new Date(Date.parse(trialEndsAt) - days * 86_400_000);
    const endsAt = (now: Date) =>
      days === 0 ? trialEndsAt : laterOf(trialEndsAt, daysAfter(now, WARNED_DAYS));
    const next = (now: Date) => ({ ...record, trialWarnedAt: rfc3339(now), trialEndsAt: endsAt(now) });
    const said = (now: Date) => `its trial ends at ${endsAt(now)}`;
    return { at, subject: `its trial ends at ${trialEndsAt}`, said, next };
  }
  return dated(trialEndsAt, 'archive, its trial is over', (now) => archived(record, platform, now));
}

/** Days between a warning and the end that it tells of, however late it comes; none where no warning is wanted. */
const WARNED_DAYS = 1;

const laterOf = (a: string, b: string): string => (Date.parse(a) < Date.parse(b) ? b : a);

/** Of a cancellation, also of a tenant that was suspended meanwhile. */
function endMove(record: TenantRecord, platform: Platform): Move | undefined {
  return dated(record.endsAt, 'archive, its time is over', (now) => archived(record, platform, now));
}

function archivedMove(record: TenantRecord, platform: Platform): Move | undefined {
  if (record.archiveStep === undefined && isPaid(record, platform)) return undefined;
  if (record.archiveStep === undefined)
    return dated(record.purgeAfter, 'purge: protection lifted', (now) => furtherPurged(record, now));
  const at = stepEnd(record);
  return at && { at, subject: 'archive: the database sleeps', next: () => asleep(record) };
}

/** Not while somebody pays, and not to the end while a move's source is still there. */
function purgingMove(record: TenantRecord, platform: Platform): Move | undefined {
  const isHeld = record.purgeStep === 'emptied' ? hasSource(record) : isPaid(record, platform);
  const at = isHeld ? undefined : stepEnd(record);
  const subject = record.purgeStep === 'emptied' ? 'purged' : 'purge: emptied';
  return at && { at, subject, next: (now) => furtherPurged(record, now) };
}

function dated(at: string | undefined, subject: string, next: Move['next']): Move | undefined {
  return at === undefined ? undefined : { at: new Date(at), subject, next };
}

/** Does what is due, one step of it. Told twice, the second finds nothing due. */
export function decideDate(view: FleetView, { tenant }: DateReached, now: Date): Decision {
  const record = view.record(tenant);
  if (record === undefined) return unknownTenant(tenant);
  const move = nextMove(record, view.platform);
  if (move === undefined || move.at > now) return { kind: 'unchanged', tenant, because: 'nothing is due' };
  return checked(view, move.next(now), move.said?.(now) ?? move.subject);
}

/** A tenant whose date has come. */
export interface Due {
  readonly tenant: string;
  readonly at: Date;
  readonly subject: string;
}

/**
 * What a sweep has to do, the longest due first, and how many it leaves to the next one: a clock that is wrong by a
 * year must not purge a fleet (docs/decisions/pure-decisions.md).
 */
export function dueMoves(
  records: Iterable<TenantRecord>,
  platform: Platform,
  now: Date,
  limit: number,
): { readonly due: readonly Due[]; readonly left: number } {
  const all: Due[] = [];
  for (const record of records) {
    const move = nextMove(record, platform);
    if (move !== undefined && move.at <= now)
      all.push({ tenant: record.id, at: move.at, subject: move.subject });
  }
  all.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.tenant < b.tenant ? -1 : 1));
  return { due: all.slice(0, limit), left: Math.max(0, all.length - limit) };
}

/** The event of a date: of one tenant and one moment, whoever sees it. */
export function dateEvent({ tenant, at }: Due): DateReached {
  return { kind: 'date', actor: 'sweep', id: `date-${tenant}-${Math.floor(at.getTime() / 1000)}`, tenant };
}
