import type { StepAsked } from '../events/event.ts';
import { daysAfter } from '../platform/new-tenant.ts';
import { serverName } from '../platform/resolve.ts';
import { isShared, type TenantRecord } from '../records/schema.ts';
import { checked } from './check.ts';
import { type Decision, refused } from './decision.ts';
import { isMoving, moveConfirmed } from './moving.ts';
import { archived, endFrom, furtherPurged, inService, stepEnd } from './stages.ts';
import { isPaid, withStanding } from './standing.ts';
import type { FleetView } from './view.ts';

/** One step that an administrator asks for (design, “Lifecycle”). Asked twice, the second changes nothing. */
export function decideStep(view: FleetView, event: StepAsked, now: Date): Decision {
  const record = view.record(event.tenant);
  if (record === undefined) return unknownTenant(event.tenant);
  if (isMoving(record) && event.kind !== 'confirm')
    return refused(
      'not-possible',
      `${record.id} is being moved (${record.migration?.step}): ${event.kind} it afterwards`,
    );
  switch (event.kind) {
    case 'suspend':
      return suspend(view, record);
    case 'resume':
      return resume(view, record, now);
    case 'cancel':
      return cancel(view, record, now);
    case 'archive':
      return archive(view, record, now);
    case 'purge':
      return purge(view, record, now);
    case 'restore':
      return event.fromBackup ? recover(view, record, now) : restore(view, record, now);
    case 'confirm':
      return confirm(view, record, now);
  }
}

export function unknownTenant(id: string): Decision {
  return refused('unknown-tenant', `there is no tenant ${id}`);
}

function suspend(view: FleetView, record: TenantRecord): Decision {
  const { id, status, suspendedBy } = record;
  if (status === 'suspended' && suspendedBy !== 'billing')
    return { kind: 'unchanged', tenant: id, because: 'is suspended already' };
  if (!['active', 'cancelled', 'suspended'].includes(status)) return impossible(record, 'suspended');
  const { endsAt } = record;
  const stopped: TenantRecord = { ...inService(record), status: 'suspended', suspendedBy: 'admin' };
  // A cancellation is not forgotten meanwhile.
  return checked(view, endsAt === undefined ? stopped : { ...stopped, endsAt }, 'suspend');
}

/** What billing says meanwhile holds again, unless billing itself suspended and an administrator overrules it. */
function resume(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status, suspendedBy, endsAt } = record;
  if (status === 'active') return { kind: 'unchanged', tenant: id, because: 'is active already' };
  if (status === 'cancelled') return uncancel(view, record);
  if (status !== 'suspended') return impossible(record, 'resumed');
  const active: TenantRecord = { ...inService(record), status: 'active' };
  if (suspendedBy === 'billing') return checked(view, active, 'resume');
  const before: TenantRecord = endsAt === undefined ? active : { ...active, status: 'cancelled', endsAt };
  return brought(view, withStanding(before, view.platform), 'resume', now);
}

/** A person takes a person's cancellation back; what ended at Stripe begins again there. */
function uncancel(view: FleetView, record: TenantRecord): Decision {
  const next = withStanding({ ...inService(record), status: 'active' }, view.platform);
  if (next.status === 'cancelled')
    return refused(
      'not-possible',
      `the subscription of ${record.id} has ended: a new one at Stripe brings it back`,
    );
  return checked(view, next, 'resume');
}

/** In service as billing has it, with time to pay where that is over; the subject says so. */
function brought(view: FleetView, record: TenantRecord, step: string, now: Date): Decision {
  if (record.status === 'suspended') return checked(view, record, `${step}, suspended: it is not paid`);
  if (record.status !== 'cancelled') return checked(view, record, step);
  const endsAt = endFrom(record.endsAt, view.platform, now);
  return checked(view, { ...record, endsAt }, `${step}, cancelled: it serves until ${endsAt}`);
}

/** Serves on for the time that a subscription that ended would. */
function cancel(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status } = record;
  if (status === 'cancelled') return { kind: 'unchanged', tenant: id, because: 'is cancelled already' };
  if (status !== 'active') return impossible(record, 'cancelled');
  const paying = payingSubscription(record);
  if (paying !== undefined)
    return refused(
      'not-possible',
      `${id} pays by ${paying}: cancel that at Stripe, its event cancels the tenant`,
    );
  const endsAt = daysAfter(now, view.platform.retention.cancelledDays);
  return checked(view, { ...inService(record), status: 'cancelled', endsAt }, 'cancel');
}

function payingSubscription({ billing }: TenantRecord): string | undefined {
  return Object.entries(billing?.events ?? {}).find(
    ([, { subscription }]) => subscription !== undefined && subscription.state !== 'deleted',
  )?.[0];
}

function archive(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status } = record;
  if (status === 'archived') return { kind: 'unchanged', tenant: id, because: 'is archived already' };
  if (status === 'purging' || status === 'purged') return impossible(record, 'archived');
  const paying = payingSubscription(record);
  const subject = paying === undefined ? 'archive' : `archive, though it pays by ${paying}`;
  return checked(view, { ...archived(record, view.platform, now), archivedBy: 'admin' }, subject);
}

/** The next step towards nothing, without waiting for `purgeAfter`; steps still lie 24 hours apart. */
function purge(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status } = record;
  if (status === 'purged') return { kind: 'unchanged', tenant: id, because: 'is purged already' };
  if (status !== 'archived' && status !== 'purging') return impossible(record, 'purged: archive it first');
  if (isPaid(record, view.platform))
    return refused(
      'not-possible',
      `${id} is paid for (${record.billing?.subscription}): cancel that at Stripe`,
    );
  if (record.purgeStep === 'emptied' && record.migration !== undefined)
    return refused('not-possible', `the data of ${id} on the shared instance goes first: the sweep drops it`);
  const end = stepEnd(record);
  if (end !== undefined && end > now)
    return refused('not-possible', `${id} is in a step that lasts until ${end.toISOString()}: purge it then`);
  const next = furtherPurged(record, now);
  return checked(view, next, next.status === 'purged' ? 'purged' : `purge: ${next.purgeStep}`);
}

/** Up to the purge. Once its objects are pruned there is nothing to go back to but a backup. */
function restore(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status, purgeStep } = record;
  if (status === 'active') return { kind: 'unchanged', tenant: id, because: 'is active already' };
  const isThere = status === 'archived' || (status === 'purging' && purgeStep !== 'emptied');
  if (status === 'cancelled')
    return refused('not-possible', `${id} is cancelled and serves: tenant resume ${id} takes that back`);
  if (!isThere) return impossible(record, 'restored');
  return brought(view, withStanding(served(record, now), view.platform), 'restore', now);
}

/** The only way out of a purge: a new database is made of the last backup, and archives its own under a new name. */
function recover(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status, tier, generation = 1, recoverFrom: _before, ...rest } = record;
  if (status !== 'purged') return impossible(record, 'restored from a backup: only what is purged is');
  if (isShared(tier))
    return refused(
      'not-possible',
      `${id} had no database of its own: its data is in the backups of the shared PostgreSQL`,
    );
  if (!view.platform.features.backups)
    return refused('not-possible', 'platform.yaml features.backups is off');
  const next: TenantRecord = {
    ...rest,
    id,
    tier,
    status: 'active',
    generation: generation + 1,
    recoverFrom: serverName(record),
  };
  const billed = withStanding(next, view.platform);
  // A database that sleeps recovers nothing: unpaid or not, it begins awake.
  const awake = billed.status === 'suspended' ? { ...inService(billed), status: 'active' as const } : billed;
  return brought(view, awake, `restore from the backup of ${serverName(record)}`, now);
}

/** In service again; a trial that is over goes on as free. */
function served(record: TenantRecord, now: Date): TenantRecord {
  const active: TenantRecord = { ...inService(record), status: 'active' };
  const { trialEndsAt, trialWarnedAt: _warned, ...rest } = active;
  const isOver = record.tier === 'demo' && trialEndsAt !== undefined && new Date(trialEndsAt) <= now;
  return isOver ? { ...rest, tier: 'free' } : active;
}

/** Closes the import: the data is where it belongs, and what billing said meanwhile holds. */
function confirm(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, migration } = record;
  if (migration?.step === 'confirmed' || migration?.step === 'releasing')
    return { kind: 'unchanged', tenant: id, because: 'is confirmed already' };
  if (migration?.step !== 'importing') return refused('not-possible', `${id} has no move to confirm`);
  return checked(view, withStanding(moveConfirmed(record, now), view.platform), 'move confirmed');
}

function impossible({ id, status }: TenantRecord, wanted: string): Decision {
  return refused('not-possible', `${id} is ${status}: it cannot be ${wanted}`);
}
