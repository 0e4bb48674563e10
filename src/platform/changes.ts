import { recordFile } from '../records/parse.ts';
import { type Problem, shown } from '../records/problem.ts';
import type { Migration, TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import type { Fleet, PartialFleet } from './fleet.ts';
import { PLATFORM_FILE } from './parse.ts';
import { mebibytes } from './quantity.ts';
import { reservationOf } from './reserved-ids.ts';
import type { Platform } from './schema.ts';
import { dedicatedTier, dedicatedTiers, tierValues } from './tiers.ts';

/** A problem of a change; one with a rule may be allowed by that rule's name (docs/decisions/gate.md). */
export interface ChangeProblem extends Problem {
  readonly rule?: 'record-removed' | 'storage-shrinks' | 'new-id';
}

/**
 * What a change may not do, though both sides are valid on their own. In: what can be read of the fleet before, and the fleet after.
 * Out: a problem for each record that vanished, step of a purge or a move that was jumped over, id used again,
 * tenant that becomes a demo, storage that shrank.
 */
export function changeProblems(before: PartialFleet, after: Fleet): ChangeProblem[] {
  const present = new Map(after.records.map((record) => [record.id, record]));
  const ofRecords = before.records.flatMap((was) => {
    const is = present.get(was.id);
    if (is === undefined) return [vanished(was.id, `status ${was.status}`)];
    return [
      ...stepProblems(was, is),
      ...moveProblems(was, is),
      ...demoProblems(was, is),
      ...storageProblems({ was, is, before: before.platform, after: after.platform }),
    ];
  });
  const lost = before.unreadable
    .filter((id) => !present.has(id))
    .map((id) => vanished(id, 'a record that could not be read'));
  return [
    ...ofRecords,
    ...lost,
    ...newIdProblems(before, after),
    ...platformStorageProblems(before.platform, after.platform),
  ];
}

/** An id is a host name for life: what no new tenant may have is told while there is none. */
function newIdProblems(before: PartialFleet, after: Fleet): ChangeProblem[] {
  const known = new Set([...before.records.map(({ id }) => id), ...before.unreadable]);
  return after.records.flatMap(({ id }) => {
    const reservation = known.has(id) ? undefined : reservationOf(id, after.platform);
    if (reservation === undefined) return [];
    return [{ rule: 'new-id' as const, file: recordFile(id), field: 'id', found: shown(id), ...reservation }];
  });
}

/** A deletion is a state, never an absence (docs/decisions/deletion.md). */
function vanished(id: string, was: string): ChangeProblem {
  const allowed =
    was === 'status purged'
      ? 'the record stays, so that its id is never given away again'
      : 'status archived, then purging, then purged';
  const message = 'the record is gone';
  return {
    rule: 'record-removed',
    file: recordFile(id),
    field: '',
    message,
    found: `${was} before`,
    allowed,
  };
}

type Stage = TenantRecord['status'] | 'unprotected' | 'emptied';

/** Steps of a purge, each with the ones it may follow: what is skipped leaves data that belongs to nobody. */
const MAY_FOLLOW: { readonly [stage in Stage]?: readonly Stage[] } = {
  unprotected: ['archived', 'unprotected'],
  emptied: ['unprotected', 'emptied'],
  purged: ['emptied', 'purged'],
};

/** From these there is no way back: the data is going, or gone. */
const MAY_LEAD_TO: { readonly [stage in Stage]?: readonly Stage[] } = {
  emptied: ['emptied', 'purged'],
  purged: ['purged'],
};

function stepProblems(was: TenantRecord, is: TenantRecord): Problem[] {
  const [from, to] = [stageOf(was), stageOf(is)];
  // A restore from the backup makes a database of another generation: nothing of the purged one comes back.
  const isServing = to === 'active' || to === 'cancelled';
  const isRecovered = from === 'purged' && isServing && (is.generation ?? 1) > (was.generation ?? 1);
  if (isRecovered && is.recoverFrom !== undefined) return [];
  const after = MAY_LEAD_TO[from];
  const before = MAY_FOLLOW[to];
  if ((after ?? [to]).includes(to) && (before ?? [from]).includes(from)) return [];
  const message = after === undefined ? `cannot follow ${from}` : `cannot be left for ${to}`;
  const allowed = after === undefined ? `${to} after ${before?.join(' or ')}` : after.join(' or ');
  return [{ file: recordFile(is.id), field: 'status', message, found: `${from} before, ${to} now`, allowed }];
}

function stageOf({ status, purgeStep }: TenantRecord): Stage {
  return status === 'purging' ? (purgeStep ?? 'unprotected') : status;
}

type MoveStage = Migration['step'] | 'none';

/** Steps of a move, each with the ones that may follow: a plain revert would leave two databases, or none. */
const MOVE_LEADS_TO: { readonly [stage in MoveStage]: readonly MoveStage[] } = {
  none: ['none', 'importing'],
  importing: ['importing', 'confirmed', 'detached'],
  confirmed: ['confirmed', 'releasing'],
  releasing: ['releasing', 'none'],
  detached: ['detached', 'emptied'],
  emptied: ['emptied', 'returned'],
  returned: ['returned', 'importing'],
};

function moveProblems(was: TenantRecord, is: TenantRecord): Problem[] {
  const file = recordFile(is.id);
  const stageOfMove = ({ migration }: TenantRecord): MoveStage => migration?.step ?? 'none';
  const [from, to] = [stageOfMove(was), stageOfMove(is)];
  const allowed = MOVE_LEADS_TO[from];
  if (!allowed.includes(to)) {
    const found = `${from} before, ${to} now`;
    return [{ file, field: 'migration', message: 'does not follow', found, allowed: allowed.join(' or ') }];
  }
  const isStep = from !== to && (to === 'importing' || to === 'detached');
  if (isShared(was.tier) === isShared(is.tier) || isStep) return [];
  const found = `${was.tier} before, ${is.tier} now`;
  const way = 'mechanicbuddy tenant upgrade, which writes the steps of the move';
  return [{ file, field: 'tier', message: 'moves data', found, allowed: way }];
}

/** Its sample data would fall into what a workshop lives on, and nothing says when it ends. */
function demoProblems(was: TenantRecord, is: TenantRecord): Problem[] {
  if (was.tier !== 'free' || is.tier !== 'demo') return [];
  const allowed = 'free: a demo begins as one';
  const found = 'free before, demo now';
  return [{ file: recordFile(is.id), field: 'tier', message: 'becomes demo', found, allowed }];
}

interface Storage {
  readonly was: TenantRecord;
  readonly is: TenantRecord;
  readonly before: Platform;
  readonly after: Platform;
}

/** A volume cannot shrink: the record's own storage, or that of a tier it moves to. */
function storageProblems({ was, is, before, after }: Storage): ChangeProblem[] {
  const [old, now] = [storageOf(was, before), storageOf(is, after)];
  const isOwnDoing = was.storage !== is.storage || was.tier !== is.tier;
  if (old === undefined || now === undefined || !isOwnDoing || mebibytes(now) >= mebibytes(old)) return [];
  const field = is.storage === undefined && was.storage === undefined ? 'tier' : 'storage';
  return [
    {
      rule: 'storage-shrinks',
      file: recordFile(is.id),
      field,
      message: 'the database’s storage shrinks',
      found: now,
      allowed: `${old} or more`,
    },
  ];
}

function storageOf({ tier, storage }: TenantRecord, platform: Platform): string | undefined {
  return isShared(tier) ? undefined : (storage ?? dedicatedTier(tier, platform)?.database.storage);
}

/** Sizes of volumes, by the field that says them. A tier that is gone has no tenants any more. */
function volumeSizes(platform: Platform): ReadonlyMap<string, string> {
  const tiers = dedicatedTiers(platform).map(
    (name) => [`tiers.${name}.database.storage`, tierValues(name, platform).database.storage] as const,
  );
  return new Map([...tiers, ['system.database.storage', platform.system.database.storage]]);
}

function platformStorageProblems(before: Platform, after: Platform): ChangeProblem[] {
  const was = volumeSizes(before);
  return [...volumeSizes(after)].flatMap(([field, now]) => {
    const old = was.get(field);
    if (old === undefined || mebibytes(now) >= mebibytes(old)) return [];
    return [
      {
        rule: 'storage-shrinks',
        file: PLATFORM_FILE,
        field,
        message: 'the database’s storage shrinks',
        found: now,
        allowed: `${old} or more`,
      },
    ];
  });
}
