import type { Platform } from '../platform/schema.ts';
import { recordFile } from '../records/parse.ts';
import { type BillingEvents, isShared, type TenantRecord } from '../records/schema.ts';
import { standingOf } from './standing.ts';

/** Every subscription of a record; of one that nothing was told of, nothing is known but that somebody may pay. */
function subscriptionsOf({ billing }: TenantRecord): { readonly [subscription: string]: BillingEvents } {
  const untold = billing?.subscription === undefined ? {} : { [billing.subscription]: {} };
  return { ...untold, ...billing?.events };
}

/** Whether somebody pays for a tenant now, or may: nothing of it is purged then, whatever its dates say. */
export function isPaid(record: TenantRecord, platform: Platform): boolean {
  return standingOf(subscriptionsOf(record), platform)?.state === 'active';
}

/** A subscription by which somebody pays, and whether Stripe told anything of it. */
export interface Paying {
  readonly subscription: string;
  readonly isTold: boolean;
}

/** The first subscription that has not ended. */
export function payingSubscription(record: TenantRecord): Paying | undefined {
  const found = Object.entries(subscriptionsOf(record)).find(
    ([, { subscription }]) => subscription?.state !== 'deleted',
  );
  if (found === undefined) return undefined;
  return { subscription: found[0], isTold: Object.keys(found[1]).length > 0 };
}

/** As a sentence goes on after the tenant's id: `pays by sub_1`. */
export function howItPays({ subscription, isTold }: Paying): string {
  return isTold
    ? `pays by ${subscription}`
    : `may be paid by ${subscription}, of which Stripe has told nothing here`;
}

/** What an operator can do about it. In: what follows from the end of the subscription. */
export function howItEnds({ id, tier }: TenantRecord, { isTold }: Paying, then: string): string {
  const end = `cancel that at Stripe${isShared(tier) ? ' first' : then}`;
  return isTold ? end : `${end}; where it has ended, take billing.subscription out of ${recordFile(id)}`;
}
