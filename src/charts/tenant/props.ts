import type { Platform } from '../../platform/schema.ts';
import type { DedicatedTenant, Placeholder } from '../../platform/tenant.ts';
import { tenantPostgresql } from '../../records/names.ts';
import type { Owner } from '../workload/owner.ts';

export interface TenantProps {
  /** In a phase that has objects: not `emptied`, not `gone`. */
  readonly tenant: DedicatedTenant<Placeholder>;
  readonly platform: Platform;
}

/** Returns the PostgreSQL cluster's name, which is the prefix of its Services and Secrets (docs/decisions/names.md). */
export function postgresqlName(tenant: DedicatedTenant): string {
  return tenantPostgresql(tenant.id);
}

/** Returns the labels and the namespace of a dedicated tenant's objects. */
export function tenantOwner(tenant: DedicatedTenant): Owner {
  return {
    namespace: tenant.namespace,
    name: 'mechanicbuddy-tenant',
    instance: tenant.namespace,
    type: 'tenant',
    tenant: { id: tenant.id, tier: tenant.tier },
  };
}
