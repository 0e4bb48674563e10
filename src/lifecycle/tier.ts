import type { TierAsked } from '../events/event.ts';
import { mebibytes } from '../platform/quantity.ts';
import type { Platform } from '../platform/schema.ts';
import { allTiers, tierNamed, tiersAllowed, tierValues } from '../platform/tiers.ts';
import { tenantApplication } from '../records/names.ts';
import { recordFile } from '../records/parse.ts';
import { shown } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import { checked } from './check.ts';
import { type Decision, type Refused, refused } from './decision.ts';
import { unknownTenant } from './impossible.ts';
import { isMoving, moveBegun, moveTakenBack, type Size, wayOn } from './moving.ts';
import { backPlan, conversionPlan, lossesOf, movePlan, resizePlan } from './plan.ts';
import { inService } from './stages.ts';
import { boughtSize, withStanding } from './standing.ts';
import type { FleetView } from './view.ts';

/** Another tier, or the way back from a move (docs/decisions/move.md). */
export function decideTier(view: FleetView, event: TierAsked, now: Date): Decision {
  const record = view.record(event.tenant);
  if (record === undefined) return unknownTenant(event.tenant);
  if (event.back) return takeBack(view, record, now);
  const { tier = record.tier } = event;
  const unknown = unknownTier(view, record, event.tier);
  if (unknown !== undefined) return unknown;
  const mechanics = event.mechanics ?? mechanicsFor(record, tier, view.platform);
  if (tier === record.tier && mechanics === record.mechanics)
    return { kind: 'unchanged', tenant: record.id, because: `is ${tier} for ${mechanics} already` };
  if (!['active', 'cancelled', 'suspended'].includes(record.status))
    return refused('not-possible', `${record.id} is ${record.status}: restore it first`);
  if (isMoving(record)) return refused('not-possible', `${record.id} is being moved: ${wayOn(record)}`);
  if (isShared(tier)) return toShared(view, record, { tier, mechanics });
  const asked = { tier, mechanics };
  return isShared(record.tier) ? move(view, record, asked, now) : resize(view, record, asked, now);
}

/** Why nothing can be decided about a tier that is not in `platform.yaml`; undefined where both are there. */
function unknownTier(
  { platform }: FleetView,
  { id, tier }: TenantRecord,
  target = tier,
): Refused | undefined {
  if (tierNamed(target, platform) === undefined) {
    const names = allTiers(platform);
    const problem = { file: recordFile(id), field: 'tier', message: 'no such tier', found: shown(target) };
    const problems = [{ ...problem, allowed: tiersAllowed(target, names) }];
    return refused('invalid', `there is no tier ${target}`, { problems });
  }
  if (tierNamed(tier, platform) !== undefined) return undefined;
  return refused(
    'not-possible',
    `${id} is on the tier ${tier}, which platform.yaml does not have: add it there, or correct the record`,
  );
}

/** What it has, or the nearest to it that the tier allows. */
function mechanicsFor({ mechanics }: TenantRecord, tier: string, platform: Platform): number {
  const { min, max } = tierNamed(tier, platform)?.mechanics ?? { min: 1, max: null };
  return Math.min(Math.max(mechanics, min), max ?? Number.POSITIVE_INFINITY);
}

interface SharedSize {
  readonly tier: 'free' | 'demo';
  readonly mechanics: number;
}

/** A demo becomes free where it lies. From a database of its own there is no way that loses nothing. */
function toShared(view: FleetView, record: TenantRecord, asked: SharedSize): Decision {
  const { id, mechanics } = record;
  if (asked.tier === record.tier)
    return checked(view, { ...record, ...asked }, `${asked.tier} for ${asked.mechanics}`);
  if (asked.tier === 'demo') return refused('not-possible', `${id} is no new tenant: a demo begins as one`);
  if (isShared(record.tier)) {
    const { trialEndsAt: _end, trialWarnedAt: _warned, ...rest } = uncancelled(record);
    const subject = `demo becomes free: its sample data stays${takenBack(record)}`;
    return checked(view, { ...rest, ...asked }, subject, { plan: conversionPlan(record) });
  }
  const { max } = view.platform.tiers.free.mechanics;
  const tooMany =
    max !== null && mechanics > max ? `it has ${mechanics} mechanics, and free allows ${max}; ` : '';
  return refused(
    'not-possible',
    `${id} cannot become free: ${tooMany}its data is in a database of its own. Cancel it (tenant cancel ${id}: it ` +
      'serves on, is archived with a last backup, and can be restored), or sign it up anew as free and carry over by hand what it wants to keep',
  );
}

/** Whoever asks for another tier wants to stay: a demo may become a paid tenant at any time. */
function uncancelled(record: TenantRecord): TenantRecord {
  return record.status === 'cancelled' ? { ...inService(record), status: 'active' } : record;
}

const takenBack = ({ status }: TenantRecord): string =>
  status === 'cancelled' ? '; its cancellation is taken back' : '';

function move(view: FleetView, record: TenantRecord, asked: Size, now: Date): Decision {
  const { id, status, tier } = record;
  if (status === 'suspended')
    return refused(
      'not-possible',
      `${id} is suspended: its data moves while it is active (tenant resume ${id})`,
    );
  const { platform } = view;
  const size = boughtSize(record, platform) ?? asked;
  const next = withStanding(moveBegun(uncancelled(record), platform, size, now), platform, now);
  const subject = `move ${tier} → ${next.tier} for ${next.mechanics}${takenBack(record)}`;
  return checked(view, next, subject, { plan: movePlan(next, platform) });
}

/** In a rolling update. Storage only grows, so that a smaller tier keeps what there is. */
function resize(view: FleetView, record: TenantRecord, asked: Size, now: Date): Decision {
  const { platform } = view;
  const present = record.storage ?? tierValues(record.tier, platform).database.storage;
  const isSmaller = mebibytes(tierValues(asked.tier, platform).database.storage) < mebibytes(present);
  const next = { ...record, ...asked, ...(isSmaller ? { storage: present } : {}) };
  const billed = withStanding(next, platform, now);
  if (billed.tier !== next.tier || billed.mechanics !== next.mechanics)
    return refused(
      'not-possible',
      `${record.id} pays ${billed.tier} for ${billed.mechanics} by ${billed.billing?.subscription ?? billed.billing?.payment}: change that at Stripe, its event changes the tenant`,
    );
  const kept = isSmaller ? `, keeps ${present} of storage` : '';
  const isOther = asked.tier !== record.tier;
  const tiers = isOther ? `${record.tier} → ${asked.tier}` : asked.tier;
  const were = isOther && asked.mechanics !== record.mechanics ? `, it had ${record.mechanics}` : '';
  const plan = resizePlan(record, next, platform);
  return checked(view, next, `${tiers} for ${asked.mechanics}${were}${kept}`, { plan });
}

/** Forward through states of its own: the host returns to the shared instance, the database of its own goes. */
function takeBack(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, migration } = record;
  if (migration === undefined) return refused('not-possible', `${id} has no move to take back`);
  if (migration.step === 'confirmed' || migration.step === 'releasing')
    return refused('not-possible', `the move of ${id} is confirmed: there is no way back`);
  if (migration.step !== 'importing')
    return { kind: 'unchanged', tenant: id, because: 'is taken back already' };
  const next = moveTakenBack(record, view.platform, now);
  const losses = lossesOf(record, next);
  const subject = `move taken back: gives up ${losses.join(', ')}`;
  return checked(view, next, subject, {
    warnings: [`given up: ${losses.join('; ')}`, ENDING(id)],
    plan: backPlan(record),
  });
}

/** A sync that waits for its database keeps waiting, whatever is committed (docs/operate.md#an-import-that-does-not-end). */
const ENDING = (id: string): string =>
  `an import that has not ended holds up its Application; this ends the sync: kubectl patch application ${tenantApplication(id)} -n argocd --type merge -p '{"status":{"operationState":{"phase":"Terminating"}}}'`;
