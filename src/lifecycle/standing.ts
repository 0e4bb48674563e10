import { mebibytes } from '../platform/quantity.ts';
import type { Platform } from '../platform/schema.ts';
import { dedicatedTier, tierValues } from '../platform/tiers.ts';
import type { Billing } from '../records/billing.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import { hasEndedAny } from './books.ts';
import { decidingOf, lastSizeOf } from './deciding.ts';
import { isMoving, moveBegun, type Size } from './moving.ts';
import { cancellationOf, inService } from './stages.ts';
import type { Verdict } from './verdict.ts';

/** What billing says about a tenant now. */
export interface Standing {
  /** The subscription or purchase that decides. */
  readonly key: string;
  readonly customer: string | undefined;
  /** Whether it has not ended, and no money went back. */
  readonly isAlive: boolean;
  readonly state: 'active' | 'suspended' | 'cancelled';
  /** Of a cancellation until when it serves; of a suspension when the tenant is archived. */
  readonly endsAt: string | undefined;
  readonly size: Size | undefined;
}

/** What to leave as it is when billing is applied. */
export interface Applying {
  /** The record's billing before, so that an end that billing gave it gives way to the one that it gives now. */
  readonly before?: Billing | undefined;
  /** Tier and mechanics stay. */
  readonly sizeStays?: boolean;
}

/**
 * A record with what its billing says. Administrators' decisions and the end of a life are stronger.
 *
 * @param now for a move that begins
 */
export function withStanding(
  record: TenantRecord,
  platform: Platform,
  now: Date,
  { before, sizeStays = false }: Applying = {},
): TenantRecord {
  const standing = standingOf(record.billing ?? {}, platform);
  if (standing === undefined) return record;
  const billed = { ...inServiceAgain(record, standing), billing: billingBy(record.billing, standing) };
  if (isShared(record.tier))
    return isMovedToOwn(billed, standing) ? moveBegun(billed, platform, standing.size, now) : billed;
  const sized = sizeStays ? billed : withSize(billed, standing, platform);
  const given = before && standingOf(before, platform)?.endsAt;
  return withStatus(sized, standing, given);
}

/** In the record's order: who pays, by what, and what was told. */
function billingBy(billing: Billing | undefined, { key, customer = billing?.customer }: Standing): Billing {
  const { events, purchases } = billing ?? {};
  return {
    ...(customer === undefined ? {} : { customer }),
    ...(key.startsWith('sub_') ? { subscription: key } : { payment: key }),
    ...(events === undefined ? {} : { events }),
    ...(purchases === undefined ? {} : { purchases }),
  };
}

function inServiceAgain(record: TenantRecord, standing: Standing): TenantRecord {
  const isBack = standing.state === 'active' && isEnded(record) && !isKept(record, standing);
  return isBack ? { ...inService(record), status: 'active' } : record;
}

/** Out of service because its time was over, or about to be: who pays again goes on. */
function isEnded({ status, archivedBy, tier }: TenantRecord): boolean {
  return status === 'archived' ? archivedBy === undefined : status === 'cancelled' && isShared(tier);
}

/** An administrator's cancellation: only a subscription that lives undoes it, whatever invoices say. */
function isKept({ cancelledBy, endsAt, billing }: TenantRecord, { isAlive }: Standing): boolean {
  // A person who wrote the record may have written its end alone.
  const isByHand = cancelledBy === 'admin' || (endsAt !== undefined && !hasEndedAny(billing ?? {}));
  return isByHand && !isAlive;
}

/** A shared tenant that pays moves, once: after a move that was taken back only a person begins another. */
function isMovedToOwn(
  { status, migration }: TenantRecord,
  standing: Standing,
): standing is Standing & { readonly size: Size } {
  const isPaid = standing.state === 'active' && standing.size !== undefined;
  return isPaid && status === 'active' && migration === undefined;
}

/** What billing says; undefined where nothing decides. */
export function standingOf(billing: Billing, platform: Platform): Standing | undefined {
  const decides = decidingOf(billing, platform);
  if (decides === undefined) return undefined;
  const { key, customer, claim, size = lastSizeOf(billing, platform), until, archiveAt } = decides;
  const isAlive = claim === 'pays' || claim === 'down';
  const endsAt = claim === 'ended' ? until : archiveAt;
  return { key, customer, isAlive, state: stateOf(claim), endsAt, size };
}

function stateOf(claim: Verdict['claim']): Standing['state'] {
  switch (claim) {
    case 'pays':
    case 'kept':
    case 'untold':
      return 'active';
    case 'down':
    case 'lapsed':
      return 'suspended';
    case 'ended':
      return 'cancelled';
  }
}

/** What is bought of a tenant, as its subscription says it. */
export function boughtSize({ billing }: TenantRecord, platform: Platform): Size | undefined {
  return standingOf(billing ?? {}, platform)?.size;
}

/** Every tier that was ever bought. */
function boughtTiers({ events = {}, purchases = {} }: Billing): string[] {
  const subscribed = Object.values(events).flatMap(({ tiers = [] }) => tiers);
  return [...subscribed, ...Object.values(purchases).flatMap(({ paid }) => paid?.tier ?? [])];
}

/** Tier and mechanics as bought. Storage keeps the largest size that there ever was, since volumes only grow. */
function withSize(record: TenantRecord, { size }: Standing, platform: Platform): TenantRecord {
  if (size === undefined) return record;
  const { tier, mechanics } = size;
  const sized = { ...record, tier, mechanics };
  const sizeOf = (each: string) => tierValues(each, platform).database.storage;
  // A tier that platform.yaml no longer has left its size in the record when the tenant left the tier.
  const bought = boughtTiers(record.billing ?? {}).filter((each) => dedicatedTier(each, platform));
  // A tier that a person gave it, and nobody bought, has volumes too.
  const present = record.storage ?? dedicatedTier(record.tier, platform)?.database.storage ?? sizeOf(tier);
  if (new Set(bought).size < 2 && (record.storage !== undefined || record.tier === tier)) return sized;
  const largest = [sizeOf(tier), ...bought.map(sizeOf), present].reduce((a, b) =>
    mebibytes(b) > mebibytes(a) ? b : a,
  );
  const { storage: _, ...rest } = sized;
  return largest === sizeOf(tier) ? rest : { ...rest, storage: largest };
}

/** @param given the end that billing gave it before */
function withStatus(record: TenantRecord, standing: Standing, given: string | undefined): TenantRecord {
  if (!isMovedByBilling(record)) return record;
  const { suspendedBy: _by, endsAt: until, cancelledBy: _cancelledBy, ...rest } = record;
  const kept = isKept(record, standing) ? cancellationOf(record) : {};
  // What a person gave it beyond the end that billing knows stays.
  const endsAt = latest(until === given ? undefined : until, standing.endsAt);
  const end = endsAt === undefined ? {} : { endsAt };
  switch (standing.state) {
    case 'active':
      return { ...rest, ...kept, status: kept.endsAt === undefined ? 'active' : 'cancelled' };
    case 'suspended':
      return {
        ...rest,
        ...kept,
        ...(standing.endsAt === undefined ? {} : end),
        status: 'suspended',
        suspendedBy: 'billing',
      };
    case 'cancelled':
      return { ...rest, ...kept, status: 'cancelled', ...end };
  }
}

function latest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? (a ?? b) : a > b ? a : b;
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
