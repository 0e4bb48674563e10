import type { Construct } from 'constructs';
import { Database, DatabaseRole, type DatabaseSpec } from '../../../imports/cloudnative-pg.ts';
import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import { SYSTEM_CLUSTER, SYSTEM_NAMESPACE } from '../system/names.ts';
import { OnceJob } from '../workload/job.ts';
import { migrationProgram } from '../workload/migration.ts';
import { metadata, type Owner, PROTECTED, WAVE } from '../workload/owner.ts';
import type { Program } from '../workload/pod.ts';
import { waitForDatabase } from '../workload/psql.ts';
import { addServiceAccount } from '../workload/service-account.ts';
import {
  FREE_TIER_DATABASE_SECRET,
  FREE_TIER_ROLE,
  type FreeTierProps,
  freeTierDatabase,
  MIGRATION,
  freeTierOwner as owner,
} from './names.ts';
import { sharedUsers } from './shared-users.ts';
import { LONGEST_WAIT, tenantsMigrated } from './tenants-migrated.ts';

interface DatabaseProps {
  readonly owner: Owner;
  readonly name: string;
  readonly template?: string;
  readonly isProtected: boolean;
}

/** A database in the shared PostgreSQL. It is kept when its object goes, until its tenant is being purged. */
export function addDatabase(scope: Construct, props: DatabaseProps): void {
  const spec: DatabaseSpec = {
    cluster: { name: SYSTEM_CLUSTER },
    name: props.name,
    owner: FREE_TIER_ROLE,
    ...(props.template === undefined ? {} : { template: props.template }),
    databaseReclaimPolicy: props.isProtected ? 'retain' : 'delete',
  };
  new Database(scope, `database-${props.name}`, {
    metadata: metadata(props.owner, props.name, 'postgresql', WAVE.database, {
      namespace: SYSTEM_NAMESPACE,
      ...(props.isProtected ? { syncOptions: PROTECTED } : {}),
    }),
    spec,
  });
}

/** The free tier's role, and the databases that its tenants have in common. */
export function addSharedDatabases(scope: Construct, platform: Platform): void {
  new DatabaseRole(scope, 'role', {
    metadata: metadata(owner, FREE_TIER_DATABASE_SECRET, 'postgresql', WAVE.database, {
      namespace: SYSTEM_NAMESPACE,
    }),
    spec: {
      cluster: { name: SYSTEM_CLUSTER },
      name: FREE_TIER_ROLE,
      login: true,
      passwordSecret: { name: FREE_TIER_DATABASE_SECRET },
      databaseRoleReclaimPolicy: 'retain',
    },
  });
  for (const name of Object.values(sharedDatabases(platform))) {
    if (name !== undefined) addDatabase(scope, { owner, name, isProtected: true });
  }
}

/** Brings one of the common databases to the shared instance's release; does nothing where everything is done. */
function sharedMigration({ platform, version }: FreeTierProps, name: string, database: string): Program {
  return migrationProgram(platform, {
    name,
    version,
    database: freeTierDatabase(platform, database),
  });
}

/** The migrations of what all tenants have in common, and what makes their users those that the application needs. */
export function sharedMigrations(props: FreeTierProps): Program[] {
  const { template, tenancy } = sharedDatabases(props.platform);
  return [
    sharedMigration(props, 'testt', template),
    sharedMigration(props, 'tenancy', tenancy),
    sharedUsers(props.platform),
  ];
}

/** Migrates what all tenants have in common before the shared API rolls out. */
export function addSharedMigration(scope: Construct, props: FreeTierProps): void {
  const { platform, version } = props;
  const { template, tenancy } = sharedDatabases(platform);
  const waitFor = (database: string, name?: string) =>
    waitForDatabase(platform, freeTierDatabase(platform, database), platform.jobs.resources, name);
  const programs = [
    ...sharedMigrations(props),
    // With schema isolation the tenants share one database, and each Job migrates its own schema.
    ...(platform.freeTier.isolation === 'database' ? [tenantsMigrated(platform)] : []),
  ];
  addServiceAccount(scope, owner, MIGRATION);
  new OnceJob(scope, {
    owner,
    name: MIGRATION,
    platform,
    deadlineSeconds: platform.freeTier.onboarding.deadlineSeconds + LONGEST_WAIT,
    pod: {
      component: MIGRATION,
      version,
      user: platform.images.migration.user,
      serviceAccount: MIGRATION,
      initContainers: [waitFor(template), waitFor(tenancy, 'wait-for-tenancy'), ...programs.slice(0, -1)],
      containers: programs.slice(-1),
      nodePool: platform.nodePools.free,
    },
  });
}
