import type { TierAsked } from '../events/event.ts';
import { mebibytes } from '../platform/quantity.ts';
import type { Platform } from '../platform/schema.ts';
import { isShared, type PaidTier, type TenantRecord } from '../records/schema.ts';
import { checked } from './check.ts';
import { type Decision, refused } from './decision.ts';
import { isMoving, moveBegun, moveTakenBack } from './moving.ts';
import { withStanding } from './standing.ts';
import { unknownTenant } from './steps.ts';
import type { FleetView } from './view.ts';

/** Another tier, or the way back from a move (issue 6, points 1 to 3). */
export function decideTier(view: FleetView, event: TierAsked, now: Date): Decision {
  const record = view.record(event.tenant);
  if (record === undefined) return unknownTenant(event.tenant);
  if (event.back) return takeBack(view, record, now);
  const { tier = record.tier } = event;
  const mechanics = event.mechanics ?? mechanicsFor(record, tier, view.platform);
  if (tier === record.tier && mechanics === record.mechanics)
    return { kind: 'unchanged', tenant: record.id, because: `is ${tier} for ${mechanics} already` };
  if (!['active', 'cancelled', 'suspended'].includes(record.status))
    return refused('not-possible', `${record.id} is ${record.status}: restore it first`);
  if (isMoving(record)) return refused('not-possible', `${record.id} is being moved: ${wayOn(record)}`);
  if (isShared(tier)) return toShared(view, record, { tier, mechanics });
  const asked = { tier, mechanics };
  return isShared(record.tier) ? move(view, record, asked) : resize(view, record, asked);
}

/** What it has, where the tier allows that; the tier's least otherwise. */
function mechanicsFor(record: TenantRecord, tier: TenantRecord['tier'], { tiers }: Platform): number {
  const { min, max } = tiers[tier].mechanics;
  return record.mechanics >= min && (max === null || record.mechanics <= max) ? record.mechanics : min;
}

function wayOn({ id, migration }: TenantRecord): string {
  if (migration?.step === 'importing')
    return `tenant confirm ${id} closes the move, tenant upgrade ${id} --back takes it back`;
  return 'the database of its own is still being taken down';
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
    const { trialEndsAt: _end, trialWarnedAt: _warned, ...rest } = record;
    return checked(view, { ...rest, ...asked }, 'demo becomes free: its sample data stays');
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

function move(view: FleetView, record: TenantRecord, asked: { tier: PaidTier; mechanics: number }): Decision {
  if (record.status !== 'active')
    return refused('not-possible', `${record.id} is ${record.status}: its data moves while it is active`);
  const next = withStanding(moveBegun(record, view.platform, asked), view.platform);
  return checked(view, next, `move ${record.tier} → ${asked.tier} for ${asked.mechanics}`);
}

/** In a rolling update. Storage only grows, so that a smaller tier keeps what there is. */
function resize(
  view: FleetView,
  record: TenantRecord,
  asked: { tier: PaidTier; mechanics: number },
): Decision {
  const { platform } = view;
  const present = record.storage ?? platform.tiers[record.tier as PaidTier].database.storage;
  const isSmaller = mebibytes(platform.tiers[asked.tier].database.storage) < mebibytes(present);
  const next = { ...record, ...asked, ...(isSmaller ? { storage: present } : {}) };
  const billed = withStanding(next, platform);
  if (billed.tier !== next.tier || billed.mechanics !== next.mechanics)
    return refused(
      'not-possible',
      `${record.id} pays ${billed.tier} for ${billed.mechanics} by ${record.billing?.subscription}: change that at Stripe, its event changes the tenant`,
    );
  const kept = isSmaller ? `, keeps ${present} of storage` : '';
  const tiers = asked.tier === record.tier ? asked.tier : `${record.tier} → ${asked.tier}`;
  return checked(view, next, `${tiers} for ${asked.mechanics}${kept}`);
}

/** Forward through states of its own: the host returns to the shared instance, the database of its own goes. */
function takeBack(view: FleetView, record: TenantRecord, now: Date): Decision {
  const { id, migration, domains } = record;
  if (migration === undefined) return refused('not-possible', `${id} has no move to take back`);
  if (migration.step === 'confirmed' || migration.step === 'releasing')
    return refused('not-possible', `the move of ${id} is confirmed: there is no way back`);
  if (migration.step !== 'importing')
    return { kind: 'unchanged', tenant: id, because: 'is taken back already' };
  if (view.sharedTenants() >= view.platform.freeTier.maxTenants)
    return refused('full', `all ${view.platform.freeTier.maxTenants} places of the free tier are taken`);
  const given = domains.length === 0 ? '' : ` and the domains ${domains.join(', ')}`;
  const subject = `move taken back: gives up what was written since it began${given}`;
  return checked(view, moveTakenBack(record, view.platform, now), subject);
}
