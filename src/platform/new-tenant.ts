import { RESERVED_IDS, type TenantRecord, type Tier } from '../records/schema.ts';
import type { Platform } from './schema.ts';

/** What is said about a new tenant; the rest follows from the platform. */
export interface NewTenant {
  readonly id: string;
  readonly name: string;
  readonly ownerEmail: string;
  readonly tier: Tier;
  readonly mechanics?: number;
  readonly channel?: string;
  readonly version?: string;
  readonly billing?: { readonly customer?: string; readonly subscription?: string };
}

/** A new tenant's record. In: what was asked for, and the time of the request. A demo ends after `retention.trialDays`. */
export function newTenantRecord(asked: NewTenant, platform: Platform, now: Date): TenantRecord {
  const { billing, ...fields } = asked;
  const days = platform.retention.trialDays;
  return {
    ...fields,
    mechanics: asked.mechanics ?? platform.tiers[asked.tier].mechanics.min,
    status: 'active',
    domains: [],
    ...(billing?.customer === undefined && billing?.subscription === undefined ? {} : { billing }),
    createdAt: rfc3339(now),
    ...(asked.tier === 'demo' ? { trialEndsAt: daysAfter(now, days) } : {}),
  };
}

/** A number of days later, as it is written into a record. */
export function daysAfter(time: Date, days: number): string {
  return rfc3339(new Date(time.getTime() + days * 86_400_000));
}

/** A time as records hold it: whole seconds, UTC. */
export function rfc3339(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

const LONGEST_DERIVED_ID = 20;

/**
 * An id from a workshop's name: lower case, without diacritics, everything else a hyphen, at most 20 characters.
 *
 * @param suffix - added when the id is taken, reserved or too short
 */
export function deriveId(name: string, isTaken: (id: string) => boolean, suffix: string): string {
  const base = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, LONGEST_DERIVED_ID)
    .replace(/-+$/, '');
  if (base.length >= 3 && !isTaken(base) && !RESERVED_IDS.includes(base)) return base;
  return `${base === '' ? 'workshop' : base}-${suffix}`;
}
