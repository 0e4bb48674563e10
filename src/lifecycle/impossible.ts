import type { TenantRecord } from '../records/schema.ts';
import { type Decision, refused } from './decision.ts';

/** Nobody has that id. */
export function unknownTenant(id: string): Decision {
  return refused('unknown-tenant', `there is no tenant ${id}`);
}

/** A step that a tenant's status does not allow. */
export function impossible({ id, status }: TenantRecord, wanted: string): Decision {
  return refused('not-possible', `${id} is ${status}: it cannot be ${wanted}`);
}
