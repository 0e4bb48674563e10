import anyAscii from 'any-ascii';
import { LONGEST_NEW_ID } from '../records/new-id.ts';
import { RESERVED_IDS, type TenantRecord } from '../records/schema.ts';
import type { Platform } from './schema.ts';
import { tierNamed } from './tiers.ts';

/** What is said about a new tenant; the rest follows from the platform. */
export interface NewTenant {
  readonly id: string;
  readonly name: string;
  readonly ownerEmail: string;
  readonly tier: string;
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
    mechanics: asked.mechanics ?? tierNamed(asked.tier, platform)?.mechanics.min ?? 1,
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

/**
 * An id from a workshop's name: in Latin letters, lower case, words joined by hyphens and cut between words.
 *
 * @param isTaken - whether an id is somebody's, or reserved
 * @param suffix - added when the id is taken or too short
 */
export function deriveId(name: string, isTaken: (id: string) => boolean, suffix: string): string {
  const words = latinWords(name);
  const id = joined(words, LONGEST_NEW_ID);
  if (id.length >= 3 && !isTaken(id) && !RESERVED_IDS.includes(id)) return id;
  const [suffixed, otherwise] = [
    joined(words, LONGEST_NEW_ID - suffix.length - 1) || OTHERWISE,
    OTHERWISE, // where a word of it is reserved wherever it stands
  ].map((start) => `${start}-${suffix}`) as [string, string];
  return isTaken(suffixed) && !isTaken(otherwise) ? otherwise : suffixed;
}

/** Where a name holds nothing that an id can be made of. */
const OTHERWISE = 'workshop';

const GERMAN: { readonly [letter: string]: string } = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
};

/** Words of a–z and 0–9, the first from a letter. */
function latinWords(name: string): string[] {
  const letters = name
    .normalize('NFKC')
    .replace(/['’‘ʼ`´]/gu, '')
    // any-ascii spells emojis out: only what is written with letters and digits is a word.
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .replace(/[äöüÄÖÜ]/gu, (letter) => GERMAN[letter] ?? letter);
  return anyAscii(letters)
    .toLowerCase()
    .replace(/^[^a-z]+/, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** As many of the words as there is room for; of one that is too long by itself, its beginning. */
function joined([first = '', ...others]: readonly string[], room: number): string {
  let id = first.slice(0, room);
  for (const word of others) {
    if (id.length + 1 + word.length > room) break;
    id += `-${word}`;
  }
  return id;
}
