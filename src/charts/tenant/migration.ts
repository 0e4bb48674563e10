import type { Construct } from 'constructs';
import type { InstanceProps } from '../workload/application.ts';
import { OnceJob } from '../workload/job.ts';
import { migrationProgram } from '../workload/migration.ts';
import type { Program } from '../workload/pod.ts';
import { waitForDatabase } from '../workload/psql.ts';
import { addServiceAccount } from '../workload/service-account.ts';

export const MIGRATION = 'db-migration';

/** The migration of the tenant's own database; it does nothing where everything is done. */
export function tenantMigration({ platform, version, database }: InstanceProps): Program {
  return migrationProgram(platform, { name: MIGRATION, version, database });
}

/** The Job that brings the tenant's database to its release before the API rolls out. */
export function addMigration(scope: Construct, instance: InstanceProps): void {
  const { owner, platform, version, database, nodePool } = instance;
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
      initContainers: [waitForDatabase(platform, database, platform.jobs.resources)],
      containers: [tenantMigration(instance)],
      nodePool,
    },
  });
}
