import { daysAfter } from '../platform/new-tenant.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import { checked } from './check.ts';
import { type Decision, refused } from './decision.ts';
import { impossible } from './impossible.ts';
import { howItEnds, howItPays, isPaid, payingSubscription } from './paying.ts';
import { archived, furtherPurged, hasSource, inService, stepEnd } from './stages.ts';
import type { FleetView } from './view.ts';

/** Serves on for the time that a subscription that ended would; a demo no longer than its trial. */
export function cancel(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status, tier, trialEndsAt } = record;
  if (status === 'cancelled') return { kind: 'unchanged', tenant: id, because: 'is cancelled already' };
  if (status === 'suspended')
    return impossible(record, `cancelled: tenant archive ${id} takes it out of service at once`);
  if (status !== 'active') return impossible(record, 'cancelled');
  const paying = payingSubscription(record);
  if (paying !== undefined)
    return refused(
      'not-possible',
      `${id} ${howItPays(paying)}: ${howItEnds(record, paying, ', its event cancels the tenant')}`,
    );
  const last = daysAfter(now, view.platform.retention.cancelledDays);
  const isTrialFirst =
    tier === 'demo' && trialEndsAt !== undefined && Date.parse(trialEndsAt) < Date.parse(last);
  const endsAt = isTrialFirst ? trialEndsAt : last;
  return checked(view, { ...inService(record), status: 'cancelled', endsAt, cancelledBy: 'admin' }, 'cancel');
}

/** Out of service now, whoever pays. */
export function archive(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status } = record;
  if (status === 'archived') return { kind: 'unchanged', tenant: id, because: 'is archived already' };
  if (status === 'purging' || status === 'purged') return impossible(record, 'archived');
  const paying = payingSubscription(record);
  const subject = paying === undefined ? 'archive' : `archive, though it ${howItPays(paying)}`;
  return checked(view, { ...archived(record, view.platform, now), archivedBy: 'admin' }, subject);
}

/** The next step towards nothing, without waiting for `purgeAfter`; steps still lie 24 hours apart. */
export function purge(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, status } = record;
  if (status === 'purged') return { kind: 'unchanged', tenant: id, because: 'is purged already' };
  if (status !== 'archived' && status !== 'purging') return impossible(record, 'purged: archive it first');
  const isEmptied = record.purgeStep === 'emptied';
  if (!isEmptied && isPaid(record, view.platform)) return refused('not-possible', paidFor(record));
  if (isEmptied && hasSource(record))
    return refused('not-possible', `the data of ${id} on the shared instance goes first: the sweep drops it`);
  const end = stepEnd(record);
  if (end !== undefined && end > now)
    return refused('not-possible', `${id} is in a step that lasts until ${end.toISOString()}: purge it then`);
  const next = furtherPurged(record, now);
  return checked(view, next, next.status === 'purged' ? 'purged' : `purge: ${next.purgeStep}`);
}

function paidFor(record: TenantRecord): string {
  const paying = payingSubscription(record);
  if (paying === undefined) return `${record.id} is paid for: cancel that at Stripe`;
  if (paying.isTold && !isShared(record.tier) && paying.key.startsWith('sub_'))
    return `${record.id} is paid for (${paying.key}): cancel that at Stripe`;
  return `${record.id} ${howItPays(paying)}: ${howItEnds(record, paying, '')}`;
}
