import { nearest } from '../records/nearest.ts';
import { SHARED_TIERS } from '../records/tiers.ts';
import { mebibytes } from './quantity.ts';
import type { Platform } from './schema.ts';
import type { DedicatedTier } from './sections/dedicated-tier.ts';
import type { Tiers } from './sections/tiers.ts';

type Named = Pick<Platform, 'tiers'>;
type Tier = Tiers[string];

/** How many mechanics a tier is for; `max` is null where there is no upper limit. */
export type Mechanics = Tier['mechanics'];

/** @returns the tier of a name, shared or dedicated; nothing where `platform.yaml` has none */
export function tierNamed(name: string, { tiers }: Named): Tier | undefined {
  return Object.hasOwn(tiers, name) ? tiers[name] : undefined;
}

function isDedicated(tier: Tier | undefined): tier is DedicatedTier {
  return tier !== undefined && 'database' in tier;
}

/** @returns the dedicated tier of a name; nothing where `platform.yaml` has none */
export function dedicatedTier(name: string, platform: Named): DedicatedTier | undefined {
  const tier = tierNamed(name, platform);
  return isDedicated(tier) ? tier : undefined;
}

/**
 * @returns the dedicated tier of a record that was validated
 * @throws Error for a tier that `platform.yaml` does not have: `parseFleet` rejects its record
 */
export function tierValues(name: string, platform: Named): DedicatedTier {
  const tier = dedicatedTier(name, platform);
  if (tier === undefined) throw new Error(`tier ${name} is not in platform.yaml: validate the record first`);
  return tier;
}

/** @returns the names of the dedicated tiers, the smallest first: by mechanics, then by the database's volume */
export function dedicatedTiers({ tiers }: Named): string[] {
  const own = Object.entries(tiers).flatMap(([name, tier]) => (isDedicated(tier) ? [{ name, tier }] : []));
  return own.sort((a, b) => bySize(a.tier, b.tier) || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

/** @returns the names of all tiers: the shared ones, then the dedicated ones from the smallest */
export function allTiers(platform: Named): string[] {
  return [...SHARED_TIERS, ...dedicatedTiers(platform)];
}

function bySize(a: DedicatedTier, b: DedicatedTier): number {
  const [most, other] = [a.mechanics.max ?? Number.MAX_VALUE, b.mechanics.max ?? Number.MAX_VALUE];
  return (
    a.mechanics.min - b.mechanics.min ||
    most - other ||
    mebibytes(a.database.storage) - mebibytes(b.database.storage)
  );
}

/** @returns whether a tier is for so many mechanics */
export function allows({ min, max }: Mechanics, mechanics: number): boolean {
  return mechanics >= min && (max === null || mechanics <= max);
}

/** @returns a tier's number of mechanics as text: `2 to 10`, `11 or more`, `1` */
export function rangeText({ min, max }: Mechanics): string {
  if (max === null) return `${min} or more`;
  return min === max ? `${min}` : `${min} to ${max}`;
}

/** @returns what is allowed in place of a tier that `platform.yaml` does not have, and how to add it */
export function tiersAllowed(name: string, names: readonly string[]): string {
  const similar = nearest(name, names);
  const meant = similar === undefined ? '' : `; did you mean ${similar}?`;
  return `${names.join(', ')}${meant}; to add a tier, give it a block under tiers in platform.yaml`;
}
