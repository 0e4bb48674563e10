import { isDeepStrictEqual } from 'node:util';
import type { BillingEvent } from '../events/event.ts';
import type { Unapplied } from '../events/unapplied.ts';
import { type Pending, pendingKey } from '../records/pending.ts';
import { type TenantRecord, tenantSchema } from '../records/schema.ts';
import { arrivalOf, isForeign, joinedPending } from './arrival.ts';
import { checkedAsIs } from './check.ts';
import { decidingOf, verdictsOf } from './deciding.ts';
import { type Decision, refused } from './decision.ts';
import { gathered } from './gathered.ts';
import { moveBegins } from './moving.ts';
import { type Arriving, ownTenant, signedUp, tenantMeant, used } from './paid-signup.ts';
import { subjectOf } from './said.ts';
import { withStanding } from './standing.ts';
import type { FleetView } from './view.ts';

/** What one of Stripe's events does: to a tenant, or to what waits until it is known whose it is and what it buys. */
export function decideBilling(view: FleetView, event: BillingEvent, now: Date): Decision {
  const { told, unapplied } = arrivalOf(view.platform, event);
  if (told === undefined) return { kind: 'unchanged', because: informs(event), unapplied };
  if (isForeign(view, told, unapplied)) return foreign(view, told, unapplied);
  if (event.tenant !== undefined && !tenantSchema.shape.id.safeParse(event.tenant).success)
    return refused('invalid', `${JSON.stringify(event.tenant)} is not a tenant’s id`);
  const waited = joinedPending(view.pending(pendingKey(told)), told);
  const record = ownTenant(view, waited);
  const arriving = { event, waited, unapplied, now };
  return record === undefined ? signedUp(view, arriving) : attached(view, record, arriving);
}

/** A refund of a subscription's payment is foreign too, since it decides nothing: a person is told whose it is. */
function foreign(view: FleetView, told: Pending, unapplied: readonly Unapplied[]): Decision {
  const tenant = tenantMeant(view, told);
  if (tenant === undefined) return { kind: 'unchanged', because: 'is not of this platform' };
  const because = 'it bought nothing once and for good: the subscription’s status decides';
  return { kind: 'unchanged', tenant, because, unapplied };
}

function informs(event: BillingEvent): string {
  if (event.kind === 'invoice') return `an invoice was ${event.invoice}: the subscription’s status decides`;
  if (event.kind === 'purchase' && event.isPaid) return 'platform.yaml does not know what was bought';
  return 'a payment is under way, or failed';
}

/** One more event for a tenant that is there, and what waited for it. */
function attached(view: FleetView, record: TenantRecord, arriving: Arriving): Decision {
  const { waited } = arriving;
  const { id, billing = {}, status } = record;
  const { record: next, taken } = gathered(view, record, [waited]);
  const unapplied = [...arriving.unapplied, ...rivalOf(next, pendingKey(waited), view)];
  if (status === 'purged') return gone(view, next, unapplied);
  const isKnown = isDeepStrictEqual(next.billing, billing);
  if (isKnown && taken.every((each) => view.pending(pendingKey(each)) === undefined)) {
    const because = 'already processed, or superseded by a newer event';
    return { kind: 'unchanged', tenant: id, because, unapplied };
  }
  return used(view, taken, applied(view, record, { ...arriving, next, unapplied }));
}

/** A size that the record's rules refuse must not hide a state: then the size stays. */
function applied(
  view: FleetView,
  record: TenantRecord,
  { event, next, unapplied, now }: Arriving & { readonly next: TenantRecord },
): Decision {
  const withSize = (sizeStays: boolean) => {
    const before = record.billing;
    const standing = withStanding(next, view.platform, now, { before, sizeStays });
    return checkedAsIs(view, standing, subjectOf(event) + moveBegins(record, standing));
  };
  const whole = withSize(false);
  if (whole.kind !== 'refused') return { ...whole, unapplied };
  const size: Unapplied = { reason: 'size', detail: whole.detail };
  return { ...withSize(true), unapplied: [...unapplied, size] };
}

/** A tombstone stays as it is; that somebody pays for it is for a person to settle. */
function gone({ platform }: FleetView, record: TenantRecord, unapplied: readonly Unapplied[]): Decision {
  const { id, billing = {} } = record;
  const isPaid = verdictsOf(billing, platform).some(({ claim }) => claim === 'pays');
  if (!isPaid) return { kind: 'unchanged', tenant: id, because: `${id} is purged`, unapplied };
  const detail = `${id} is gone, and its id is never given away again; somebody pays for it`;
  return refused('taken', detail, { unapplied: [...unapplied, { reason: 'gone', detail }] });
}

/** Another customer pays for a tenant while the one that it has pays: kept, and it counts once that is over. */
function rivalOf({ id, billing = {} }: TenantRecord, key: string, { platform }: FleetView): Unapplied[] {
  const own = verdictsOf(billing, platform).find((each) => each.key === key);
  const customer = decidingOf(billing, platform)?.customer ?? billing.customer;
  if (own?.claim !== 'pays' || own.customer === undefined || customer === undefined) return [];
  if (own.customer === customer) return [];
  const detail = `${own.customer} pays for ${id} by ${key}, and ${customer} pays for it already: it counts once that is over`;
  return [{ reason: 'customer', detail }];
}
