import type { StepAsked } from '../events/event.ts';
import { daysAfter } from '../platform/new-tenant.ts';
import { serverName } from '../platform/resolve.ts';
import { isShared, type TenantRecord } from '../records/schema.ts';
import { checked } from './check.ts';
import { type Decision, refused } from './decision.ts';
import { isMoving, moveConfirmed } from './moving.ts';
import { archived, furtherPurged, inService, stepEnd } from './stages.ts';
import { withStanding } from './standing.ts';
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
      return resume(view, record);
    case 'cancel':
      return cancel(view, record, now);
    case 'archive':
      return archive(view, record, now);
    case 'purge':
      return purge(view, record, now);
    case 'restore':
      return event.fromBackup ? recover(view, record) : restore(view, record, now);
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
  return checked(view, { ...inService(record), status: 'suspended', suspendedBy: 'admin' }, 'suspend');
}

/** What billing says meanwhile holds again, unless billing itself suspended and an administrator overrules it. */
function resume(view: FleetView, record: TenantRecord): Decision {
  const { id, status, suspendedBy } = record;
  if (status === 'active') return { kind: 'unchanged', tenant: id, because: 'is active already' };
  if (status !== 'suspended') return impossible(record, 'resumed');
  const active: TenantRecord = { ...inService(record), status: 'active' };
  const next = suspendedBy === 'billing' ? active : withStanding(active, view.platform);
  return checked(view, next, 'resume');
}

/** Serves on for the time that a subscription that ended would. */
function cancel(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status } = record;
  if (status === 'cancelled') return { kind: 'unchanged', tenant: id, because: 'is cancelled already' };
  if (status !== 'active') return impossible(record, 'cancelled');
  const paying = Object.entries(record.billing?.events ?? {}).find(
    ([, { subscription }]) => subscription !== undefined && subscription.state !== 'deleted',
  );
  if (paying !== undefined)
    return refused(
      'not-possible',
      `${id} pays by ${paying[0]}: cancel that at Stripe, its event cancels the tenant`,
    );
  const endsAt = daysAfter(now, view.platform.retention.cancelledDays);
  return checked(view, { ...inService(record), status: 'cancelled', endsAt }, 'cancel');
}

function archive(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status } = record;
  if (status === 'archived') return { kind: 'unchanged', tenant: id, because: 'is archived already' };
  if (status === 'purging' || status === 'purged') return impossible(record, 'archived');
  return checked(view, archived(record, view.platform, now), 'archive');
}

/** The next step towards nothing, without waiting for `purgeAfter`; steps still lie 24 hours apart. */
function purge(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status } = record;
  if (status === 'purged') return { kind: 'unchanged', tenant: id, because: 'is purged already' };
  if (status !== 'archived' && status !== 'purging') return impossible(record, 'purged: archive it first');
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
  if (!isThere) return impossible(record, 'restored');
  return checked(view, withStanding(served(record, now), view.platform), 'restore');
}

/** The only way out of a purge: a new database is made of the last backup, and archives its own under a new name. */
function recover(view: FleetView, record: TenantRecord): Decision {
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
  return checked(view, withStanding(next, view.platform), `restore from the backup of ${serverName(record)}`);
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
