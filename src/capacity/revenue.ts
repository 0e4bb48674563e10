import type { Platform } from '../platform/schema.ts';
import { hasEnded } from '../records/billing.ts';
import type { TenantRecord } from '../records/schema.ts';
import { centsFor } from './money.ts';

/** What a tenant pays in a month, in cents: its mechanics at its tier’s price, if it pays. */
export function monthlyRevenue(record: TenantRecord, { prices }: Platform): number {
  return isPaying(record) ? centsFor(record.mechanics, prices.perMechanic[record.tier]) : 0;
}

/**
 * Who pays: an active tenant; one that is cancelled, until its endsAt, unless Stripe told that its subscription is over.
 * Nobody pays for what does not serve: suspended, by whomever, archived, purging.
 */
export function isPaying({ status, billing }: TenantRecord): boolean {
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
