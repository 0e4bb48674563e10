import { isDeepStrictEqual } from 'node:util';
import type { BillingEvent } from '../events/event.ts';
import { digestOf } from '../events/signature.ts';
import type { Unapplied } from '../events/unapplied.ts';
import { newTenantRecord } from '../platform/new-tenant.ts';
import { type Reservation, reservationOf } from '../platform/reserved-ids.ts';
import type { Platform } from '../platform/schema.ts';
import { type Buyer, type Pending, pendingKey } from '../records/pending.ts';
import type { TenantRecord } from '../records/schema.ts';
import { booksOf } from './arrival.ts';
import { checkedAsIs } from './check.ts';
import { verdictsOf } from './deciding.ts';
import type { Changed, Decision } from './decision.ts';
import { gathered } from './gathered.ts';
import type { Size } from './moving.ts';
import { readableName, subjectOf } from './said.ts';
import { withStanding } from './standing.ts';
import { freeId } from './suggest.ts';
import type { FleetView } from './view.ts';
import { ownershipOf } from './waiting.ts';

/** An event, with what waited for it. */
export interface Arriving {
  readonly event: BillingEvent;
  readonly waited: Pending;
  readonly unapplied: readonly Unapplied[];
  readonly now: Date;
}

/**
 * A paid tenant begins once a checkout told who buys it, and the subscription or the purchase that it is paid and what
 * it buys. Until then what was told waits.
 */
export function signedUp(view: FleetView, arriving: Arriving): Decision {
  const { waited, unapplied } = arriving;
  const { buyer } = waited;
  const size = servedSize(waited, view.platform);
  if (buyer === undefined || size === undefined) return waiting(view, arriving);
  if (!view.isUnreadable(buyer.tenant)) return created(view, { ...buyer, ...size }, arriving);
  const detail = `the record of ${buyer.tenant} cannot be read: what was bought waits in signups/`;
  return waiting(view, { ...arriving, unapplied: [...unapplied, { reason: 'record', detail }] });
}

/** What was bought and is paid, or was. */
function servedSize(waited: Pending, platform: Platform): Size | undefined {
  const [verdict] = verdictsOf(booksOf(waited), platform);
  return verdict?.paidSince === undefined ? undefined : verdict.size;
}

/** Under the id that was bought, unless that is somebody else's by now, or reserved. */
function created(view: FleetView, bought: Buyer & Size, { waited, unapplied, now }: Arriving): Decision {
  const { platform } = view;
  const { tier, mechanics, tenant } = bought;
  const reserved = reservationOf(tenant, platform);
  const isFree = view.record(tenant) === undefined && reserved === undefined;
  const id = isFree ? tenant : freeId(view, tenant, digestOf(pendingKey(waited)));
  const ownerEmail = bought.ownerEmail ?? platform.email.fromEmail ?? `noreply@${platform.domain}`;
  const asked = { id, name: readableName(bought.name, id), ownerEmail, tier, mechanics };
  const record = newTenantRecord(asked, platform, new Date(bought.created));
  const { record: whole, taken } = gathered(view, { ...record, billing: booksOf(waited) }, [waited]);
  const next = withStanding(whole, platform, now);
  const told = [...unapplied, ...settled(bought, id, reserved)];
  return used(view, taken, {
    ...checkedAsIs(view, next, `signup ${next.tier}`),
    unapplied: told,
  });
}

/** What a person has to know of a buyer. */
function settled({ tenant, ownerEmail }: Buyer, id: string, reserved?: Reservation): Unapplied[] {
  const because = reserved?.message ?? 'was signed up by somebody else while it was being bought';
  const other = `${tenant} ${because}: the buyer has ${id}`;
  const none = `the checkout of ${id} has no usable e-mail address: set ownerEmail`;
  return [
    ...(id === tenant ? [] : [{ reason: 'id-taken' as const, detail: other }]),
    ...(ownerEmail === undefined ? [{ reason: 'email' as const, detail: none }] : []),
  ];
}

/** A decision that takes in what waited. */
export function used(view: FleetView, waited: readonly Pending[], decision: Decision): Decision {
  const keys = waited.map(pendingKey).filter((key) => view.pending(key) !== undefined);
  if (decision.kind !== 'changed' || keys.length === 0) return decision;
  const pending: NonNullable<Changed['pending']> = new Map(keys.map((key) => [key, undefined]));
  return { ...decision, pending };
}

/** Kept until it is known whose it is and what it buys. */
function waiting(view: FleetView, { event, waited, unapplied }: Arriving): Decision {
  const key = pendingKey(waited);
  if (isDeepStrictEqual(waited, view.pending(key)))
    return { kind: 'unchanged', because: 'already processed, or superseded by a newer event', unapplied };
  return {
    kind: 'changed',
    tenant: tenantMeant(view, waited),
    subject: `${subjectOf(event)}, waits for ${missingIn(waited)}`,
    pending: new Map([[key, waited]]),
    unapplied,
  };
}

function missingIn({ buyer, payment }: Pending): string {
  if (buyer !== undefined) return 'its price and payment';
  return payment === undefined ? 'its checkout' : 'its purchase';
}

/** The tenant that a person should look at. A customer may pay for several, so a customer alone never decides. */
export function tenantMeant(view: FleetView, { buyer, tenant, purchase }: Pending): string | undefined {
  const customer = purchase?.customer;
  return buyer?.tenant ?? tenant ?? (customer && view.tenantOfCustomer(customer));
}

/** The tenant that is meant, where it is surely the buyer's. */
export function ownTenant(view: FleetView, waited: Pending): TenantRecord | undefined {
  const id = view.tenantOfSubscription(pendingKey(waited)) ?? waited.buyer?.tenant ?? waited.tenant;
  const record = id === undefined ? undefined : view.record(id);
  return record !== undefined && ownershipOf(view, record, waited) === 'own' ? record : undefined;
}
