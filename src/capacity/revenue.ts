import type { Platform } from '../platform/schema.ts';
import { hasEnded } from '../records/billing.ts';
import type { TenantRecord } from '../records/schema.ts';
import { centsFor } from './money.ts';

/** Returns what a tenant pays per month, in cents: its mechanics at its tier's price, or 0 if it does not pay. */
export function monthlyRevenue(record: TenantRecord, { prices }: Platform): number {
  return isPaying(record) ? centsFor(record.mechanics, prices.perMechanic[record.tier] ?? 0) : 0;
}

/**
 * Whether a tenant pays: if it is active; or cancelled, until its `endsAt`, unless Stripe reported that its subscription
 * is deleted. A tenant that is not served does not pay.
 */
function isPaying({ status, billing }: TenantRecord): boolean {
  switch (status) {
    case 'active':
      return true;
    case 'cancelled':
      return !hasEnded(billing?.events?.[billing.subscription ?? ''] ?? {});
    case 'suspended':
    case 'archived':
    case 'purging':
    case 'purged':
      return false;
  }
}
