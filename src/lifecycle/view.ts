import type { Platform } from '../platform/schema.ts';
import type { Pending } from '../records/pending.ts';
import type { TenantRecord } from '../records/schema.ts';

/** What a decision may look at: the fleet as it stands, earlier decisions of the same commit included. */
export interface FleetView {
  readonly platform: Platform;
  record(id: string): TenantRecord | undefined;
  /** Whether an id is given away: a record, a tombstone, an unreadable file, a checkout under way. */
  isTaken(id: string): boolean;
  /** Whether a record is there that cannot be read: nothing may be decided about it. */
  isUnreadable(id: string): boolean;
  /** Of a subscription or a payment. */
  tenantOfSubscription(subscription: string): string | undefined;
  tenantOfSignup(key: string): string | undefined;
  tenantOfDomain(domain: string): string | undefined;
  /** What waits: of one subscription or payment, or all that name a tenant. */
  pending(subscription: string): Pending | undefined;
  pendingOf(tenant: string): readonly Pending[];
  /** The one tenant that a Stripe customer pays for; nothing where there are several. */
  tenantOfCustomer(customer: string): string | undefined;
  /** Free and demo tenants that take a place. */
  sharedTenants(): number;
}
