import type { StepAsked } from '../events/event.ts';
import { tenantHost } from '../platform/host.ts';
import { rfc3339 } from '../platform/new-tenant.ts';
import { tenantApplication } from '../records/names.ts';
import type { TenantRecord } from '../records/schema.ts';
import { brought } from './brought.ts';
import { checked } from './check.ts';
import { type Decision, refused } from './decision.ts';
import { archive, cancel, purge } from './ending.ts';
import { impossible, unknownTenant } from './impossible.ts';
import { confirmableFrom, isMoving, moveConfirmed, wayOn } from './moving.ts';
import { recover, restore, resume } from './returning.ts';
import { cancellationOf, inService } from './stages.ts';
import { withStanding } from './standing.ts';
import type { FleetView } from './view.ts';

/** One step that an administrator asks for. The second time, it changes nothing. */
export function decideStep(view: FleetView, event: StepAsked, now: Date): Decision {
  const record = view.record(event.tenant);
  if (record === undefined) return unknownTenant(event.tenant);
  if (isMoving(record) && event.kind !== 'confirm')
    return refused(
      'not-possible',
      `${record.id} is being moved (${record.migration?.step}): ${event.kind} it afterwards; ${wayOn(record)}`,
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

function suspend(view: FleetView, record: TenantRecord): Decision {
  const { id, status, suspendedBy } = record;
  if (status === 'suspended' && suspendedBy !== 'billing')
    return { kind: 'unchanged', tenant: id, because: 'is suspended already' };
  if (!['active', 'cancelled', 'suspended'].includes(status)) return impossible(record, 'suspended');
  const kept = cancellationOf(record);
  const next: TenantRecord = { ...inService(record), ...kept, status: 'suspended', suspendedBy: 'admin' };
  const subject = kept.endsAt === undefined ? 'suspend' : `suspend, archived at ${kept.endsAt} all the same`;
  return checked(view, next, subject);
}

/** Closes the import: the data is where it belongs, and what billing said meanwhile holds. */
function confirm(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, migration } = record;
  if (migration?.step === 'confirmed' || migration?.step === 'releasing')
    return { kind: 'unchanged', tenant: id, because: 'is confirmed already' };
  if (migration?.step !== 'importing') return refused('not-possible', `${id} has no move to confirm`);
  const first = `Application ${tenantApplication(id)} is Healthy, and https://${tenantHost(id, view.platform)} serves what was there before`;
  const after = confirmableFrom(migration);
  if (now < after)
    return refused(
      'not-possible',
      `the move of ${id} began at ${migration.at}, and nothing can have been imported yet: confirm it after ${rfc3339(after)}, once ${first}`,
    );
  const warnings = [`to be seen first, for there is no way back: ${first}`];
  const next = withStanding(moveConfirmed(record, now), view.platform, now);
  return brought(view, record, next, { step: 'move confirmed', now, warnings });
}
