import type { z } from 'zod';
import { nameSchema } from '../../records/fields.ts';
import { type DedicatedTier, dedicatedTierValues, type OwnTier } from './dedicated-tier.ts';

type Tiers<Tier> = Readonly<Record<string, Tier>>;

/** Notes a problem at a path below `tiers`. */
type Report = (path: readonly string[], message: string, found: unknown, allowed: string) => void;

/** Parts of the platform, beside which `capacity` and `cost` list the tiers. */
const RESERVED: readonly string[] = ['shared', 'system'];

/**
 * Fills in the tiers that `platform.yaml` adds to the default ones.
 *
 * @param defaults the dedicated tiers that are always there
 * @param written the others, as they are written
 * @param context collects a problem for each value that is missing, each name that no tier can have, and each `like`
 *   that leads to no tier
 * @returns the written tiers that have every value
 */
export function ownTiers(
  defaults: Tiers<DedicatedTier>,
  written: Tiers<OwnTier>,
  context: z.core.$RefinementCtx,
): Record<string, DedicatedTier> {
  const report: Report = (path, message, input, allowed) =>
    context.issues.push({ code: 'custom', path: [...path], message, input, params: { allowed } });
  const known: Tiers<OwnTier> = { ...defaults, ...written };
  const complete = Object.keys(written).flatMap((name) => {
    const values = isName(name, report) ? valuesOf(name, known, report) : undefined;
    return values === undefined ? [] : [[name, values] as const];
  });
  return Object.fromEntries(complete);
}

function isName(name: string, report: Report): boolean {
  const isReserved = RESERVED.includes(name);
  if (isReserved) report([name], 'is a reserved name', name, `a name other than ${RESERVED.join(', ')}`);
  const { success } = nameSchema.safeParse(name);
  if (!success) report([name], 'is not a tier’s name', name, 'a name of a–z, 0–9 and -');
  return success && !isReserved;
}

/** A tier's own values over those of the tier that it is like. */
function valuesOf(name: string, known: Tiers<OwnTier>, report: Report): DedicatedTier | undefined {
  const { like, ...own } = known[name] ?? {};
  if (like === undefined) return completeValues(name, own, report);
  if (!isBased(name, known)) {
    const others = Object.keys(known).filter((other) => isBased(other, known));
    report([name, 'like'], 'does not lead to a tier with values', like, others.join(', '));
    return undefined;
  }
  // The other tier reports its own problems.
  const base = valuesOf(like, known, () => undefined);
  return base && completeValues(name, overlaid(base, own), report);
}

/** Whether following `like` ends at a tier that stands by itself. */
function isBased(name: string, known: Tiers<OwnTier>): boolean {
  const passed = new Set<string>();
  for (let at: string | undefined = name; at !== undefined; at = known[at]?.like) {
    if (passed.has(at) || known[at] === undefined) return false;
    passed.add(at);
  }
  return true;
}

type Values = Omit<OwnTier, 'like'>;

function overlaid(base: DedicatedTier, own: Values): Values {
  return {
    mechanics: { ...base.mechanics, ...own.mechanics },
    application: own.application ?? base.application,
    api: { ...base.api, ...own.api },
    web: { ...base.web, ...own.web },
    database: { ...base.database, ...own.database },
  };
}

function completeValues(name: string, values: Values, report: Report): DedicatedTier | undefined {
  const result = dedicatedTierValues.safeParse(values);
  if (result.success) return result.data;
  for (const { path } of result.error.issues)
    report(
      [name, ...path.map(String)],
      'is missing',
      undefined,
      'a value, or like: professional in the tier',
    );
  return undefined;
}
