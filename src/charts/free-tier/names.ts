import { FREE_TIER_NAMESPACE } from '../../platform/administrator.ts';
import type { Platform } from '../../platform/schema.ts';
import type { DatabaseAccess } from '../workload/application.ts';
import type { Owner } from '../workload/owner.ts';

/** Names of the shared instance's objects (docs/decisions/names.md). */
export { FREE_TIER_NAMESPACE };
export const FREE_TIER_PREFIX = 'free-tier-';
export const FREE_TIER_ROLE = 'mechanicbuddy_free_tier';
/** The Secret with the role's password: generated in the system's namespace, copied into the free tier's. */
export const FREE_TIER_DATABASE_SECRET = 'free-tier-database';
export const MIGRATION = 'db-migration';
/** A Service without pods: requests that are routed to it get 503. */
export const UNAVAILABLE = 'unavailable';
export const WILDCARD_CERTIFICATE = 'wildcard-tls';

export const freeTierOwner: Owner = {
  namespace: FREE_TIER_NAMESPACE,
  name: FREE_TIER_NAMESPACE,
  instance: FREE_TIER_NAMESPACE,
  type: 'free-tier',
};

export interface FreeTierProps {
  readonly platform: Platform;
  readonly version: string;
}

/** Returns the access to a database of the shared PostgreSQL with the free tier's role. */
export function freeTierDatabase({ freeTier: { database } }: Platform, name: string): DatabaseAccess {
  return {
    host: database.host,
    port: database.port,
    name,
    user: FREE_TIER_ROLE,
    secret: FREE_TIER_DATABASE_SECRET,
  };
}
