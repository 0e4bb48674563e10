import { daysAfter, rfc3339 } from '../platform/new-tenant.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';

/** Hours between two steps whose second one relies on Argo CD having done the first (docs/decisions/deletion.md). */
export const STEP_HOURS = 24;

/** Without the fields that belong to one status. */
export function inService(record: TenantRecord): TenantRecord {
  const {
    suspendedBy: _by,
    endsAt: _ends,
    cancelledBy: _cancelledBy,
    purgeAfter: _after,
    archivedBy: _archivedBy,
    archiveStep: _archive,
    purgeStep: _purge,
    stepAt: _at,
    ...rest
  } = record;
  return rest;
}

/** Whose cancellation it is, for as long as it is not taken back. */
function cancelledBy({ cancelledBy }: TenantRecord): Pick<TenantRecord, 'cancelledBy'> {
  return cancelledBy === undefined ? {} : { cancelledBy };
}

/** A cancellation, for what happens meanwhile to a tenant: it is not forgotten. */
export function cancellationOf(record: TenantRecord): Pick<TenantRecord, 'endsAt' | 'cancelledBy'> {
  const { endsAt } = record;
  return { ...(endsAt === undefined ? {} : { endsAt }), ...cancelledBy(record) };
}

/** Nobody proves a domain for a tenant that does not serve: its dates would move a tombstone. */
function outOfService(record: TenantRecord): TenantRecord {
  const { pendingDomains: _pending, ...rest } = inService(record);
  return rest;
}

/** Out of service. A database that is awake is backed up once more before it sleeps; a sleeping one cannot be. */
export function archived(record: TenantRecord, platform: Platform, now: Date): TenantRecord {
  const purgeAfter = daysAfter(now, platform.retention.archivedDays);
  const isAwake = record.status === 'active' || record.status === 'cancelled';
  const isBackedUp = platform.features.backups && isAwake && !isShared(record.tier);
  const step = isBackedUp ? { archiveStep: 'backup' as const, stepAt: rfc3339(now) } : {};
  return { ...outOfService(record), ...cancelledBy(record), status: 'archived', purgeAfter, ...step };
}

/** The last backup has had its time: the database sleeps. */
export function asleep(record: TenantRecord): TenantRecord {
  const { archiveStep: _step, stepAt: _at, ...rest } = record;
  return rest;
}

/** The next step of a purge. */
export function furtherPurged(record: TenantRecord, now: Date): TenantRecord {
  const { status, purgeStep } = record;
  const stepAt = rfc3339(now);
  if (status !== 'purging')
    return { ...outOfService(record), status: 'purging', purgeStep: 'unprotected', stepAt };
  if (purgeStep !== 'emptied') return { ...sourceReleased(record, stepAt), purgeStep: 'emptied', stepAt };
  return { ...outOfService(record), status: 'purged' };
}

/** Whether a move has left data on the shared instance that is still to be dropped: it goes before the tenant is purged. */
export function hasSource({ migration }: TenantRecord): boolean {
  // What was taken back is marked for ever, and its data is the tenant's own.
  return migration !== undefined && migration.step !== 'returned';
}

/** What a move has left on the shared instance goes along: a purged tenant leaves nothing there. */
function sourceReleased(record: TenantRecord, at: string): TenantRecord {
  const { migration } = record;
  return migration?.step === 'confirmed'
    ? { ...record, migration: { ...migration, step: 'releasing', at } }
    : record;
}

/**
 * A date until which a tenant serves: never one that is past, or what was brought back would go again at once. In: the
 * date that is known, if any.
 */
export function endFrom(known: string | undefined, platform: Platform, now: Date): string {
  if (known !== undefined && Date.parse(known) > now.getTime()) return known;
  return daysAfter(now, platform.retention.cancelledDays);
}

/** When the present step has lasted long enough; nothing where no step is dated. */
export function stepEnd({ stepAt }: TenantRecord): Date | undefined {
  return stepAt === undefined ? undefined : new Date(Date.parse(stepAt) + STEP_HOURS * 3_600_000);
}
