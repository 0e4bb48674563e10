import { FREE_TIER_NAMESPACE } from '../../platform/administrator.ts';
import type { Platform } from '../../platform/schema.ts';
import type { DatabaseAccess } from '../workload/application.ts';
import type { Owner } from '../workload/owner.ts';

/** Names of the shared instance (docs/decisions/names.md). */
export { FREE_TIER_NAMESPACE };
export const FREE_TIER_PREFIX = 'free-tier-';
export const FREE_TIER_ROLE = 'mechanicbuddy_free_tier';
/** The role's password: made in the system's namespace, copied into the free tier's. */
export const FREE_TIER_DATABASE_SECRET = 'free-tier-database';
export const MIGRATION = 'db-migration';
/** A Service without pods: a host that it answers gets 503. */
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

/** One of the shared PostgreSQL's databases, with the free tier's own role. */
export function freeTierDatabase({ freeTier: { database } }: Platform, name: string): DatabaseAccess {
  return {
    host: database.host,
    port: database.port,
    name,
    user: FREE_TIER_ROLE,
    secret: FREE_TIER_DATABASE_SECRET,
  };
}
