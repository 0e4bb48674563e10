import { type Pending, pendingKey } from '../records/pending.ts';
import type { TenantRecord } from '../records/schema.ts';
import type { FleetView } from './view.ts';

/** Seconds that a Checkout Session is open at most. */
const SESSION_SECONDS = 24 * 3600;

/** What tells whose a tenant is: its owner's, somebody else's, or nothing yet. */
export type Ownership = 'own' | 'another' | 'unknown';

/**
 * Whether a tenant that is there is the one that was bought: an id that is bought may be signed up by somebody else
 * while the Checkout Session is open, and then the buyer's subscription is not for that tenant.
 *
 * @param told what is known of the subscription or payment
 */
export function ownershipOf(
  view: FleetView,
  { id, createdAt, ownerEmail, billing }: TenantRecord,
  told: Pending,
): Ownership {
  const key = pendingKey(told);
  const customer = told.events?.customer ?? told.purchase?.customer;
  const isKnown = view.tenantOfSubscription(key) === id;
  const isCustomers = customer !== undefined && customersOf({ billing }).includes(customer);
  if (isKnown || isCustomers || createdAt === undefined) return 'own';
  const made = Date.parse(createdAt);
  const { buyer, started } = told;
  if (buyer !== undefined) {
    const isOwners = buyer.ownerEmail?.toLowerCase() === ownerEmail.toLowerCase();
    const isEarlier = made <= Date.parse(buyer.session ?? buyer.created);
    return isOwners || isEarlier ? 'own' : 'another';
  }
  if (started === undefined) return 'own';
  // Whatever its session was, it began after the tenant.
  return made <= Date.parse(started) - SESSION_SECONDS * 1000 ? 'own' : 'unknown';
}

/** Every Stripe customer that a record knows. */
export function customersOf({ billing }: Pick<TenantRecord, 'billing'>): string[] {
  const { customer, events = {}, purchases = {} } = billing ?? {};
  const told = [...Object.values(events), ...Object.values(purchases)].map((each) => each.customer);
  return [...new Set([customer, ...told].filter((each) => each !== undefined))];
}
