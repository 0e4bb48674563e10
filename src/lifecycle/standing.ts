import { daysAfter } from '../platform/new-tenant.ts';
import { mebibytes } from '../platform/quantity.ts';
import type { Platform } from '../platform/schema.ts';
import { type BillingEvents, isShared, type PaidTier, type TenantRecord } from '../records/schema.ts';
import { isMoving, moveBegun, type Size } from './moving.ts';
import { compareEvents } from './registers.ts';
import { cancellationOf, inService } from './stages.ts';

/** What billing says about a tenant now. */
export interface Standing {
  readonly subscription: string;
  /** A subscription was told, and has not ended; invoices alone say nothing of one. */
  readonly isAlive: boolean;
  readonly customer: string | undefined;
  readonly state: 'active' | 'suspended' | 'cancelled';
  readonly endsAt?: string;
  readonly tier?: PaidTier;
  readonly mechanics?: number;
}

type Entry = readonly [subscription: string, events: BillingEvents];

/**
 * A record with what its billing events say. Administrators' decisions and the end of a life are stronger. In: the time,
 * for a move that begins.
 */
export function withStanding(record: TenantRecord, platform: Platform, now: Date): TenantRecord {
  const standing = standingOf(record.billing?.events ?? {}, platform);
  if (standing === undefined) return record;
  const customer = standing.customer ?? record.billing?.customer;
  const billing = {
    ...(customer === undefined ? {} : { customer }),
    subscription: standing.subscription,
    events: record.billing?.events,
  };
  const isBack = standing.state === 'active' && isEnded(record) && !isKept(record, standing);
  const billed: TenantRecord = { ...(isBack ? { ...inService(record), status: 'active' } : record), billing };
  if (isShared(record.tier))
    return isMovedToOwn(billed, standing) ? moveBegun(billed, platform, standing, now) : billed;
  return withStatus(withSize(billed, standing, platform), standing);
}

/** Out of service because its time was over, or about to be: who pays again goes on. */
function isEnded({ status, archivedBy, tier }: TenantRecord): boolean {
  return status === 'archived' ? archivedBy === undefined : status === 'cancelled' && isShared(tier);
}

/** An administrator's cancellation: only a subscription that lives undoes it, whatever invoices say. */
function isKept({ cancelledBy, endsAt, billing }: TenantRecord, { isAlive }: Standing): boolean {
  const told = Object.values(billing?.events ?? {});
  const isByStripe = told.some(({ subscription }) => subscription?.state === 'deleted');
  // A person who wrote the record may have written its end alone.
  const isByHand = cancelledBy === 'admin' || (endsAt !== undefined && !isByStripe);
  return isByHand && !isAlive;
}

/** A shared tenant that pays moves, once: after a move that was taken back only a person begins another. */
function isMovedToOwn(
  { status, migration }: TenantRecord,
  standing: Standing,
): standing is Standing & { readonly tier: PaidTier; readonly mechanics: number } {
  const isPaid = standing.state === 'active' && standing.tier !== undefined;
  return isPaid && status === 'active' && migration === undefined;
}

/** What the last events say together; nothing where there are none. */
export function standingOf(
  events: { readonly [subscription: string]: BillingEvents },
  platform: Platform,
): Standing | undefined {
  const entries = Object.entries(events);
  const current = currentEntry(entries);
  if (current === undefined) return undefined;
  const [subscription, { customer, subscription: own }] = current;
  const last = own ?? lastOf(entries);
  const size = last === undefined ? {} : { tier: last.tier, mechanics: last.mechanics };
  const isAlive = own !== undefined && own.state !== 'deleted';
  return { subscription, customer, isAlive, ...stateOf(current[1], platform), ...size };
}

/** What was bought last by any subscription: a checkout alone says no size. */
function lastOf(entries: readonly Entry[]): BillingEvents['subscription'] {
  const told = entries.flatMap(([, { subscription }]) => (subscription === undefined ? [] : [subscription]));
  return told.sort((a, b) => compareEvents(b, a))[0];
}

/** The subscription that counts: the last one alive, or the last one that ended. */
function currentEntry(entries: readonly Entry[]): Entry | undefined {
  const rank = ([, { subscription }]: Entry) =>
    subscription === undefined ? 1 : subscription.state === 'deleted' ? 0 : 2;
  const stamp = ([subscription, events]: Entry) =>
    events.subscription ??
    events.checkout ??
    events.invoice ?? { id: subscription, created: '1970-01-01T00:00:00Z' };
  return [...entries].sort((a, b) => rank(b) - rank(a) || compareEvents(stamp(b), stamp(a)))[0];
}

function stateOf(
  { subscription, invoice }: BillingEvents,
  platform: Platform,
): Pick<Standing, 'state' | 'endsAt'> {
  if (subscription?.state === 'deleted') {
    const days = platform.retention.cancelledDays;
    return { state: 'cancelled', endsAt: daysAfter(new Date(subscription.created), days) };
  }
  const isInvoiceLater =
    invoice !== undefined &&
    (subscription === undefined || Date.parse(invoice.created) > Date.parse(subscription.created));
  const isPaid = isInvoiceLater ? invoice.paid : subscription?.state !== 'unpaid';
  return { state: isPaid ? 'active' : 'suspended' };
}

/** What is bought of a tenant, as its subscription says it. */
export function boughtSize({ billing }: TenantRecord, platform: Platform): Size | undefined {
  const { tier, mechanics } = standingOf(billing?.events ?? {}, platform) ?? {};
  return tier === undefined || mechanics === undefined ? undefined : { tier, mechanics };
}

/** Tier and mechanics as bought. Storage keeps the largest size that there ever was, since volumes only grow. */
function withSize(record: TenantRecord, { tier, mechanics }: Standing, platform: Platform): TenantRecord {
  if (tier === undefined || mechanics === undefined) return record;
  const sized = { ...record, tier, mechanics };
  const sizeOf = (each: PaidTier) => platform.tiers[each].database.storage;
  const bought = Object.values(record.billing?.events ?? {}).flatMap((events) => events.tiers ?? []);
  // A tier that a person gave it, and nobody bought, has volumes too.
  const present = record.storage ?? (isShared(record.tier) ? sizeOf(tier) : sizeOf(record.tier));
  if (new Set(bought).size < 2 && (record.storage !== undefined || record.tier === tier)) return sized;
  const largest = [sizeOf(tier), ...bought.map(sizeOf), present].reduce((a, b) =>
    mebibytes(b) > mebibytes(a) ? b : a,
  );
  const { storage: _, ...rest } = sized;
  return largest === sizeOf(tier) ? rest : { ...rest, storage: largest };
}

function withStatus(record: TenantRecord, standing: Standing): TenantRecord {
  if (!isMovedByBilling(record)) return record;
  const { suspendedBy: _by, endsAt: until, cancelledBy: _cancelledBy, ...rest } = record;
  const kept = isKept(record, standing) ? cancellationOf(record) : {};
  switch (standing.state) {
    case 'active':
      return { ...rest, ...kept, status: kept.endsAt === undefined ? 'active' : 'cancelled' };
    case 'suspended':
      return { ...rest, ...kept, status: 'suspended', suspendedBy: 'billing' };
    case 'cancelled': {
      // What a person gave it beyond that time stays.
      const endsAt = [until, standing.endsAt]
        .filter((at) => at !== undefined)
        .sort()
        .at(-1);
      return { ...rest, ...kept, status: 'cancelled', ...(endsAt === undefined ? {} : { endsAt }) };
    }
  }
}

/** A tenant that an administrator suspended or archived stays so, and what is going is out of billing's reach. */
function isMovedByBilling(record: TenantRecord): boolean {
  const { status, suspendedBy } = record;
  // A database that sleeps imports nothing: what billing says holds once the move is confirmed.
  if (isMoving(record)) return false;
  return (
    status === 'active' || status === 'cancelled' || (status === 'suspended' && suspendedBy === 'billing')
  );
}
