import { rfc3339 } from '../platform/new-tenant.ts';
import type { Platform } from '../platform/schema.ts';
import { tenantDatabase } from '../platform/shared-databases.ts';
import type { Migration, TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';

/** Hours between two steps of taking a move back: Argo CD has to have done the one before. */
const BACK_HOURS = 1;
const DROP_HOURS = 24;

/** What a tenant buys. */
export interface Size {
  readonly tier: string;
  readonly mechanics: number;
}

/** Whether a tenant's data is on its way, so that nothing else may happen to it. */
export function isMoving({ migration }: TenantRecord): boolean {
  return migration !== undefined && ['importing', 'detached', 'emptied'].includes(migration.step);
}

/** Sooner than this after its beginning no move has imported anything, whatever the cluster. */
const CONFIRM_MINUTES = 5;

/** When a move may be confirmed at the earliest. */
export function confirmableFrom({ at = '1970-01-01T00:00:00Z' }: Migration): Date {
  return new Date(Date.parse(at) + CONFIRM_MINUTES * 60_000);
}

/** What a person can do about a move, or waits for. */
export function wayOn({ id, migration }: TenantRecord): string {
  if (migration?.step === 'importing')
    return `tenant confirm ${id} closes the move, tenant upgrade ${id} --back takes it back`;
  return 'the database of its own is still being taken down';
}

/** Out of the shared instance: the data is imported into a database of the tenant's own (docs/decisions/move.md). */
export function moveBegun(
  record: TenantRecord,
  platform: Platform,
  { tier, mechanics }: Size,
  now: Date,
): TenantRecord {
  const { trialEndsAt: _end, trialWarnedAt: _warned, migration, ...rest } = record;
  if (!isShared(record.tier)) throw new Error(`${record.id} is not on the shared instance`);
  const { database, schema } = tenantDatabase(platform, record.id);
  const generation = migration === undefined ? record.generation : (record.generation ?? 1) + 1;
  return {
    ...rest,
    tier,
    mechanics,
    importFrom: { database, ...(schema === undefined ? {} : { schema }) },
    migration: { from: record.tier, step: 'importing', at: rfc3339(now) },
    ...(generation === undefined ? {} : { generation }),
  };
}

/** What a subject says of a move that a decision begins beside what it is about. */
export function moveBegins(before: TenantRecord, next: TenantRecord): string {
  const isBegun = isShared(before.tier) && next.migration?.step === 'importing';
  return isBegun ? `; move to ${next.tier} begins` : '';
}

/** The import is closed: from here on there is no way back, and the source is kept for `retention.sourceDays`. */
export function moveConfirmed(record: TenantRecord, now: Date): TenantRecord {
  return withStep(record, { step: 'confirmed', at: rfc3339(now) });
}

/** On the shared instance again, as the data was when the move began. What only paid tiers have is given up. */
export function moveTakenBack(record: TenantRecord, platform: Platform, now: Date): TenantRecord {
  const { migration, tier } = record;
  if (migration === undefined || isShared(tier)) throw new Error(`${record.id} has no move to take back`);
  const {
    importFrom: _from,
    domains: _domains,
    pendingDomains: _pending,
    resources: _resources,
    storage,
    cluster,
    version: _version,
    channel: _channel,
    ...rest
  } = record;
  return {
    ...rest,
    tier: 'free',
    mechanics: platform.tiers.free.mechanics.min,
    domains: [],
    migration: {
      from: migration.from,
      to: tier,
      ...(storage === undefined ? {} : { storage }),
      ...(cluster === undefined ? {} : { cluster }),
      step: 'detached',
      at: rfc3339(now),
    },
  };
}

/** A move's next step that waits for a date. */
export interface MoveStep {
  readonly at: Date;
  readonly subject: string;
  readonly next: (now: Date) => TenantRecord;
}

/** What the dates of a move say is next; nothing while somebody has to confirm it, or once it is over. */
export function nextMoveStep(record: TenantRecord, { retention }: Platform): MoveStep | undefined {
  const { migration } = record;
  if (migration?.at === undefined) return undefined;
  const after = (hours: number) => new Date(Date.parse(migration.at ?? '') + hours * 3_600_000);
  const step = (name: Migration['step']) => (now: Date) => withStep(record, { step: name, at: rfc3339(now) });
  switch (migration.step) {
    case 'importing':
    case 'returned':
      return undefined;
    case 'confirmed':
      return {
        at: after(retention.sourceDays * 24),
        subject: 'move: the source may go',
        next: step('releasing'),
      };
    case 'releasing':
      return { at: after(DROP_HOURS), subject: 'move: the source is dropped', next: () => moveOver(record) };
    case 'detached':
      return { at: after(BACK_HOURS), subject: 'move taken back: emptied', next: step('emptied') };
    case 'emptied':
      return { at: after(BACK_HOURS), subject: 'move taken back', next: () => moveReturned(record) };
  }
}

function withStep(record: TenantRecord, fields: Pick<Migration, 'step' | 'at'>): TenantRecord {
  const { migration } = record;
  if (migration === undefined) throw new Error(`${record.id} has no move`);
  return { ...record, migration: { ...migration, ...fields } };
}

function moveOver(record: TenantRecord): TenantRecord {
  const { migration: _move, importFrom: _from, ...rest } = record;
  return rest;
}

/** Kept as a mark: a subscription that is still paid must not move it again by itself. */
function moveReturned(record: TenantRecord): TenantRecord {
  const { from } = record.migration ?? { from: 'free' as const };
  return { ...record, migration: { from, step: 'returned' } };
}
