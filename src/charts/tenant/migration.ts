import type { Construct } from 'constructs';
import { type Administrator, administratorProgram } from '../administrator/programs.ts';
import type { InstanceProps } from '../workload/application.ts';
import { OnceJob } from '../workload/job.ts';
import { migrationProgram } from '../workload/migration.ts';
import type { Program } from '../workload/pod.ts';
import { waitForDatabase } from '../workload/psql.ts';
import { addServiceAccount } from '../workload/service-account.ts';

export const MIGRATION = 'db-migration';

/** Returns the container that migrates the tenant's own database. It does nothing if the database is up to date. */
export function tenantMigration({ platform, version, database }: InstanceProps): Program {
  return migrationProgram(platform, { name: MIGRATION, version, database });
}

/**
 * Adds the Job that migrates the tenant's database before the API rolls out, and sets the administrator's generated password
 * before a host serves.
 */
export function addMigration(scope: Construct, instance: InstanceProps, administrator: Administrator): void {
  const { owner, platform, version, database, nodePool } = instance;
  const { resources } = platform.jobs;
  addServiceAccount(scope, owner, MIGRATION);
  new OnceJob(scope, {
    owner,
    name: MIGRATION,
    platform,
    pod: {
      component: MIGRATION,
      version,
      user: platform.images.migration.user,
      serviceAccount: MIGRATION,
      initContainers: [waitForDatabase(platform, database, resources), tenantMigration(instance)],
      containers: [administratorProgram(platform, { database, resources, administrator })],
      nodePool,
    },
  });
}
