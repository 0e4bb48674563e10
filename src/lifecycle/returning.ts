import { serverName } from '../platform/resolve.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import { brought } from './brought.ts';
import { type Decision, refused } from './decision.ts';
import { impossible } from './impossible.ts';
import { cancellationOf, inService } from './stages.ts';
import { withStanding } from './standing.ts';
import type { FleetView } from './view.ts';

/** What billing says meanwhile holds again, unless billing itself suspended and an administrator overrules it. */
export function resume(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status, suspendedBy, endsAt } = record;
  if (status === 'active') return { kind: 'unchanged', tenant: id, because: 'is active already' };
  if (status === 'cancelled') return uncancel(view, record, now);
  if (status !== 'suspended') return impossible(record, 'resumed');
  const before: TenantRecord =
    endsAt === undefined
      ? served(record, now)
      : { ...inService(record), ...cancellationOf(record), status: 'cancelled' };
  const next = suspendedBy === 'billing' ? before : withStanding(before, view.platform, now);
  return brought(view, record, next, { step: 'resume', now });
}

/** A person takes a person's cancellation back; what ended at Stripe begins again there. */
function uncancel(view: FleetView, record: TenantRecord, now: Date): Decision {
  const next = withStanding(served(record, now), view.platform, now);
  if (next.status === 'cancelled')
    return refused(
      'not-possible',
      `the subscription of ${record.id} has ended: a new one at Stripe brings it back`,
    );
  return brought(view, record, next, { step: 'resume', now });
}

/** Up to the purge. Once its objects are pruned there is nothing to go back to but a backup. */
export function restore(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status, purgeStep } = record;
  if (status === 'active') return { kind: 'unchanged', tenant: id, because: 'is active already' };
  const isThere = status === 'archived' || (status === 'purging' && purgeStep !== 'emptied');
  if (status === 'cancelled')
    return refused('not-possible', `${id} is cancelled and serves: tenant resume ${id} takes that back`);
  if (status === 'suspended')
    return refused('not-possible', `${id} is suspended: tenant resume ${id} brings it back`);
  if (status === 'purged')
    return unrecoverable(view, record) ?? refused('not-possible', `${id} is purged: ${fromBackup(id)}`);
  if (!isThere && isShared(record.tier)) return impossible(record, 'restored any more');
  if (!isThere) return impossible(record, `restored before it is purged: then ${fromBackup(id)}`);
  const next = withStanding(served(record, now), view.platform, now);
  return brought(view, record, next, { step: 'restore', now });
}

const fromBackup = (id: string): string =>
  `tenant restore ${id} --from-backup makes a new database of its last backup`;

/** The only way out of a purge: a new database is made of the last backup, and archives its own under a new name. */
export function recover(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status, generation = 1, recoverFrom: _before, ...rest } = record;
  if (status !== 'purged') return impossible(record, 'restored from a backup: only what is purged is');
  const refusal = unrecoverable(view, record);
  if (refusal !== undefined) return refusal;
  const recoverFrom = serverName(record);
  const next: TenantRecord = { ...rest, id, status: 'active', generation: generation + 1, recoverFrom };
  const billed = withStanding(next, view.platform, now);
  // A database that sleeps recovers nothing: unpaid or not, it begins awake.
  const awake = billed.status === 'suspended' ? { ...inService(billed), status: 'active' as const } : billed;
  return brought(view, record, awake, { step: `restore from the backup of ${recoverFrom}`, now });
}

/** Why there is no backup of a purged tenant's own. */
function unrecoverable({ platform }: FleetView, { id, tier }: TenantRecord) {
  if (isShared(tier))
    return refused(
      'not-possible',
      `${id} had no database of its own: its data is in the backups of the shared PostgreSQL`,
    );
  if (!platform.features.backups) return refused('not-possible', 'platform.yaml features.backups is off');
  return undefined;
}

/** In service again; a trial that is over goes on as free. */
function served(record: TenantRecord, now: Date): TenantRecord {
  const active: TenantRecord = { ...inService(record), status: 'active' };
  const { trialEndsAt, trialWarnedAt: _warned, ...rest } = active;
  const isOver = record.tier === 'demo' && (trialEndsAt === undefined || new Date(trialEndsAt) <= now);
  return isOver ? { ...rest, tier: 'free' } : active;
}
