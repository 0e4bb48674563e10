import type { Platform } from '../platform/schema.ts';
import { hasEnded } from '../records/billing.ts';
import { recordFile } from '../records/parse.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import { verdictsOf } from './deciding.ts';

/** Whether somebody pays for a tenant now, or may: nothing of it is purged then, whatever its dates say. */
export function isPaid({ billing }: TenantRecord, platform: Platform): boolean {
  const verdicts = verdictsOf(billing ?? {}, platform);
  return verdicts.some(
    ({ claim, key }) => claim === 'pays' || (claim === 'untold' && key.startsWith('sub_')),
  );
}

/** A subscription or purchase by which somebody pays, and whether Stripe told anything of it. */
export interface Paying {
  readonly key: string;
  readonly isTold: boolean;
}

/** The first subscription that has not ended, or purchase whose money has not gone back. */
export function payingSubscription({ billing }: TenantRecord): Paying | undefined {
  const { subscription, events = {}, purchases = {} } = billing ?? {};
  if (subscription !== undefined && !(subscription in events)) return { key: subscription, isTold: false };
  const found = Object.entries(events).find(([, told]) => !hasEnded(told));
  if (found !== undefined) return { key: found[0], isTold: Object.keys(found[1]).length > 0 };
  const kept = Object.entries(purchases).find(
    ([, { paid, refunded, disputed }]) =>
      paid !== undefined && refunded?.isAll !== true && disputed?.status !== 'lost',
  );
  return kept && { key: kept[0], isTold: true };
}

const isPurchase = ({ key }: Paying): boolean => !key.startsWith('sub_');

/** As a sentence goes on after the tenant's id: `pays by sub_1`. */
export function howItPays(paying: Paying): string {
  if (isPurchase(paying)) return `was bought once and for good by ${paying.key}`;
  return paying.isTold
    ? `pays by ${paying.key}`
    : `may be paid by ${paying.key}, of which Stripe has told nothing here`;
}

/** What an operator can do about it. In: what follows from the end of the subscription. */
export function howItEnds({ id, tier }: TenantRecord, paying: Paying, then: string): string {
  if (isPurchase(paying)) return 'refund that at Stripe first';
  const end = `cancel that at Stripe${isShared(tier) ? ' first' : then}`;
  return paying.isTold
    ? end
    : `${end}; where it has ended, take billing.subscription out of ${recordFile(id)}`;
}
