import { deriveId } from '../src/platform/new-tenant.ts';
import type { TenantRecord } from '../src/records/schema.ts';
import { newRecordText } from '../src/records/serialize.ts';

/** Shares of a fleet in per cent: mostly paid, like a mature platform. The rest is free. */
const SHARES = { enterprise: 8, professional: 82, suspended: 4, withDomain: 15 } as const;

const OWNERS = [
  'Lindqvist',
  'Müller',
  "O'Brien",
  'Ferrari',
  'Nowak',
  'García',
  'Öztürk',
  'Dubois',
  'Jansen',
  'Kowalski',
  'Silva',
  'Søndergaard',
  'Novák',
  'Papadopoulos',
  'Smith',
  'Yılmaz',
  'Andersson',
  'Rossi',
  'van der Berg',
  'Håkansson',
];
const KINDS = [
  'Auto Repair',
  'Garage',
  'Kfz-Werkstatt',
  'Motors',
  'Officina',
  'Taller',
  'Bilverkstad',
  'Tyres & Brakes',
  'Truck Service',
  'Carrosserie',
  'Autoservis',
  'Classic Cars',
  'Body Shop',
  '4x4 Centre',
  'Bikes & Scooters',
];
const PLACES = [
  'North',
  'Old Town',
  'Harbour',
  'Westside',
  'am Bahnhof',
  'Centro',
  'Söder',
  'Hilltop',
  'Riverside',
  'Airport',
  'Market Street',
  'No. 1',
];

/** Returns a generator of pseudo-random numbers (mulberry32): the same seed gives the same fleet on any machine. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Generates the files of a fleet.
 * @param count How many tenants.
 */
export function generateFleet(count: number, seed = 1, { paidOnly = false } = {}): Map<string, string> {
  const next = randomNumbers(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const taken = new Set<string>();
  const files = new Map([['platform.yaml', PLATFORM.replace('MAX', String(Math.max(100, count)))]]);
  while (files.size <= count) {
    const name = `${pick(OWNERS)} ${pick(KINDS)} ${pick(PLACES)}`;
    const id = deriveId(name, (candidate) => taken.has(candidate), files.size.toString(36).padStart(3, '0'));
    taken.add(id);
    files.set(`tenants/${id}.yaml`, newRecordText(recordOf(id, name, next, paidOnly)));
  }
  return files;
}

function recordOf(id: string, name: string, next: () => number, paidOnly: boolean): TenantRecord {
  const share = next() * 100;
  const tier =
    share < SHARES.enterprise
      ? 'enterprise'
      : paidOnly || share < SHARES.enterprise + SHARES.professional
        ? 'professional'
        : 'free';
  const isPaid = tier !== 'free';
  const isSuspended = next() * 100 < SHARES.suspended;
  const mechanics = {
    enterprise: 11 + Math.floor(next() * 60),
    professional: 2 + Math.floor(next() * 9),
    free: 1,
    demo: 1,
  }[tier];
  return {
    id,
    name,
    ownerEmail: `owner@${id}.example`,
    tier,
    mechanics,
    status: isSuspended ? 'suspended' : 'active',
    domains: isPaid && next() * 100 < SHARES.withDomain ? [`workshop.${id}.example`] : [],
    ...(isSuspended ? { suspendedBy: 'billing' as const } : {}),
    ...(isPaid
      ? {
          billing: {
            customer: `cus_${id.replaceAll('-', '')}`,
            subscription: `sub_${id.replaceAll('-', '')}`,
          },
        }
      : {}),
    createdAt: '2026-01-01T00:00:00Z',
  };
}

const PLATFORM = `domain: mechanicbuddy.app
repository:
  url: https://github.com/your-org/mechanicbuddy
releases:
  v1.2.3: {}
  v1.3.0: {}
channels:
  stable: v1.2.3
freeTier:
  maxTenants: MAX
`;
