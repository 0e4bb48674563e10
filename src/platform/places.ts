import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';

type Placed = Pick<TenantRecord, 'tier' | 'status' | 'migration'>;

/** Whether a tenant is served by the shared instance: every free or demo tenant that is there. */
export function sharesInstance({ tier, status }: Pick<Placed, 'tier' | 'status'>): boolean {
  return isShared(tier) && status !== 'purged';
}

/**
 * Whether a tenant takes one of the places of the free tier (`freeTier.maxTenants`): one that the shared instance
 * serves, and one that moves, until its move is confirmed: it may come back.
 */
export function takesPlace(record: Placed): boolean {
  return sharesInstance(record) || record.migration?.step === 'importing';
}
