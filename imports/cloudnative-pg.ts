import type { IBackup } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Backup';
import type { ICluster } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Cluster';
import type { IDatabase } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Database';
import type { IScheduledBackup } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/ScheduledBackup';
import { customResource } from './custom-resource.ts';

/** postgresql.cnpg.io (CloudNativePG 1.30). */
const API_VERSION = 'postgresql.cnpg.io/v1';

export type ClusterSpec = NonNullable<ICluster['spec']>;
export type DatabaseSpec = NonNullable<IDatabase['spec']>;

/** The fields that are used. `DatabaseRole` is new in 1.30 and not yet in the typed package. */
interface DatabaseRoleSpec {
  readonly cluster: { readonly name: string };
  readonly name: string;
  readonly ensure?: 'present' | 'absent';
  readonly login?: boolean;
  readonly createdb?: boolean;
  readonly inRoles?: readonly string[];
  readonly connectionLimit?: number;
  readonly passwordSecret?: { readonly name: string };
  readonly databaseRoleReclaimPolicy?: 'delete' | 'retain';
}

export class Backup extends customResource<NonNullable<IBackup['spec']>>(API_VERSION, 'Backup') {}
export class Cluster extends customResource<ClusterSpec>(API_VERSION, 'Cluster') {}
export class Database extends customResource<DatabaseSpec>(API_VERSION, 'Database') {}
export class DatabaseRole extends customResource<DatabaseRoleSpec>(API_VERSION, 'DatabaseRole') {}
export class ScheduledBackup extends customResource<NonNullable<IScheduledBackup['spec']>>(
  API_VERSION,
  'ScheduledBackup',
) {}
