import type { StepAsked } from '../events/event.ts';
import { daysAfter } from '../platform/new-tenant.ts';
import type { TenantRecord } from '../records/schema.ts';
import { checked } from './check.ts';
import { type Decision, refused } from './decision.ts';
import { withStanding } from './standing.ts';
import type { FleetView } from './view.ts';

/** One step that an administrator asks for (design, “Lifecycle”). Asked twice, the second changes nothing. */
export function decideStep(view: FleetView, event: StepAsked, now: Date): Decision {
  const record = view.record(event.tenant);
  if (record === undefined) return unknownTenant(event.tenant);
  switch (event.kind) {
    case 'suspend':
      return suspend(view, record);
    case 'resume':
      return resume(view, record);
    case 'archive':
      return archive(view, record, now);
    case 'restore':
      return restore(view, record);
    case 'confirm':
      return refused('not-possible', `${record.id} has no move to confirm`);
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

function archive(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status } = record;
  if (status === 'archived') return { kind: 'unchanged', tenant: id, because: 'is archived already' };
  if (status === 'purging' || status === 'purged') return impossible(record, 'archived');
  const purgeAfter = daysAfter(now, view.platform.retention.archivedDays);
  return checked(view, { ...inService(record), status: 'archived', purgeAfter }, 'archive');
}

function restore(view: FleetView, record: TenantRecord): Decision {
  const { id, status } = record;
  if (status === 'active') return { kind: 'unchanged', tenant: id, because: 'is active already' };
  if (status !== 'archived') return impossible(record, 'restored');
  return checked(view, withStanding({ ...inService(record), status: 'active' }, view.platform), 'restore');
}

function impossible({ id, status }: TenantRecord, wanted: string): Decision {
  return refused('not-possible', `${id} is ${status}: it cannot be ${wanted}`);
}

/** Without the fields that belong to one status. */
function inService(record: TenantRecord): TenantRecord {
  const { suspendedBy: _by, endsAt: _ends, purgeAfter: _after, purgeStep: _step, ...rest } = record;
  return rest;
}
