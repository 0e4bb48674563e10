import type { Platform } from '../../platform/schema.ts';
import { DATABASE, POSTGRESQL_PORT } from '../database/postgresql.ts';
import type { DatabaseAccess } from '../workload/application.ts';
import type { Owner } from '../workload/owner.ts';

/** Names of the management plane's objects that other namespaces use (docs/decisions/names.md). */
export const SYSTEM_NAMESPACE = 'mechanicbuddy-system';
export const SYSTEM_CLUSTER = 'mechanicbuddy-system-postgresql';
export const MANAGEMENT_API = 'management-api';
export const MANAGEMENT_PORTAL = 'management-portal';
export const MANAGEMENT_MIGRATION = 'management-db-migration';
export const PROVISIONER = 'tenant-provisioner';
export const PROVISIONER_SECRETS = 'tenant-provisioner-secrets';
export const SCHEDULED_CALLS = 'scheduled-calls';
export const MANAGEMENT_SECRETS = 'management-secrets';
/** A second Secret, because `management-secrets` is immutable and takes no further key. */
export const SERVICE_SECRETS = 'management-service-auth';

export const systemOwner: Owner = {
  namespace: SYSTEM_NAMESPACE,
  name: SYSTEM_NAMESPACE,
  instance: SYSTEM_NAMESPACE,
  type: 'system',
};

export interface SystemProps {
  readonly platform: Platform;
  readonly version: string;
}

/** The management plane with its webhook service. */
export interface SystemChartProps extends SystemProps {
  /** The generator's own version. */
  readonly generator: string;
}

/** The management database, as the management plane's own programs access it. */
export const managementDatabase: DatabaseAccess = {
  host: `${SYSTEM_CLUSTER}-rw`,
  port: POSTGRESQL_PORT,
  name: DATABASE,
  user: DATABASE,
  secret: `${SYSTEM_CLUSTER}-app`,
};
