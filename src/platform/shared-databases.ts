import { sqlId } from '../records/names.ts';
import type { Platform } from './schema.ts';

/** Databases that all tenants of the shared instance have in common. */
export function sharedDatabases({ freeTier: { database, isolation } }: Platform) {
  return {
    /** What a new tenant's database is a copy of. */
    template: `${database.name}-testt`,
    /** Who may sign in to which tenant. */
    tenancy: `${database.name}-tenancy`,
    /** With schema isolation: the one database that holds every tenant's schema. */
    schemas: isolation === 'schema' ? `${database.name}-free-tier` : undefined,
  };
}

/** Where one tenant's data lies in the shared PostgreSQL: a database of its own, or a schema of the common one. */
export function tenantDatabase(
  platform: Platform,
  id: string,
): { readonly database: string; readonly schema: string | undefined } {
  const { schemas } = sharedDatabases(platform);
  if (schemas !== undefined) return { database: schemas, schema: `tenant_${sqlId(id)}` };
  return { database: `${platform.freeTier.database.name}-${id}`, schema: undefined };
}
