import type { Construct } from 'constructs';
import { imageOf, programOf } from '../../platform/releases.ts';
import { extraEnvironment } from '../workload/environment.ts';
import { OnceJob } from '../workload/job.ts';
import type { Program } from '../workload/pod.ts';
import { waitForDatabase } from '../workload/psql.ts';
import { addServiceAccount } from '../workload/service-account.ts';
import { connectionEnvironment } from './management.ts';
import {
  managementDatabase,
  MANAGEMENT_MIGRATION as NAME,
  systemOwner as owner,
  type SystemProps,
} from './names.ts';
import { superAdminProgram } from './super-admin.ts';

/** Returns the container that migrates the management database. It does nothing if the database is up to date. */
export function managementMigration({ platform, version }: SystemProps): Program {
  const { images, jobs } = platform;
  const { args, extraEnv, writable } = programOf(platform, 'managementMigration', version);
  return {
    name: NAME,
    image: imageOf(platform, 'managementMigration', version),
    pullPolicy: images.pullPolicy,
    resources: jobs.resources,
    environment: { ...connectionEnvironment, TZ: platform.timeZone, ...extraEnvironment(extraEnv) },
    writable,
    ...(args === null ? {} : { args }),
  };
}

/** Adds the Job that migrates the management database and creates its super administrator before the management API rolls out. */
export function addManagementMigration(scope: Construct, { platform, version }: SystemProps): void {
  const { images, jobs } = platform;
  addServiceAccount(scope, owner, NAME);
  new OnceJob(scope, {
    owner,
    name: NAME,
    platform,
    pod: {
      component: NAME,
      version,
      user: images.managementMigration.user,
      serviceAccount: NAME,
      initContainers: [
        waitForDatabase(platform, managementDatabase, jobs.resources),
        managementMigration({ platform, version }),
      ],
      containers: [superAdminProgram(platform)],
      nodePool: platform.nodePools.system,
    },
  });
}
