import { administratorSecret } from '../../platform/administrator.ts';
import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import type { SharedTenant } from '../../platform/tenant.ts';
import { administratorEnvironment, SETTINGS, sqlScript } from '../administrator/programs.ts';
import { applyPassword, PLATFORM_SCHEMA, SESSION } from '../administrator/sql.ts';
import { migrationProgram } from '../workload/migration.ts';
import type { Program } from '../workload/pod.ts';
import { psqlProgram, waitForDatabase } from '../workload/psql.ts';
import { freeTierDatabase } from './names.ts';
import { SAMPLE_DATA } from './sample-data.ts';
import { EMPLOYEE } from './shared-users.ts';
import { unfenceScript } from './source-scripts.ts';
import type { Programs } from './tenant-job.ts';
import { copyUsers, dropUsers, replaceUsers } from './users.ts';

/**
 * Returns the containers that migrate a tenant's data to the release, and make its own users the only ones. They can run
 * again at any time.
 */
export function onboardingPrograms(platform: Platform, tenant: SharedTenant): Programs {
  const database = freeTierDatabase(platform, tenant.data.database);
  const { schema } = tenant.data;
  const { resources } = platform.freeTier.onboarding;
  const migrate = migrationProgram(platform, {
    name: 'migrate',
    version: tenant.version,
    database,
    extra: schema === undefined ? {} : { PGOPTIONS: `-c search_path=${schema}` },
  });
  const administrator = {
    tenant: tenant.id,
    ownerEmail: tenant.ownerEmail,
    secret: administratorSecret(tenant).name,
  };
  const users = psqlProgram(platform, {
    name: 'users',
    database,
    resources,
    script: usersScript(tenant),
    extra: {
      ...administratorEnvironment(administrator),
      TENANCY_DATABASE: sharedDatabases(platform).tenancy,
    },
  });
  const createSchema = (name: string): Program =>
    psqlProgram(platform, {
      name: 'schema',
      database,
      resources,
      script: `psql --command 'CREATE SCHEMA IF NOT EXISTS ${name}'\n`,
    });
  return {
    initContainers: [
      waitForDatabase(platform, database, resources),
      ...(tenant.isReturning ? [unfence(platform, tenant)] : []),
      ...(schema === undefined ? [] : [createSchema(schema)]),
      { ...migrate, resources },
    ],
    containers: [users],
  };
}

/** The container that makes the data writable again after a move was taken back. */
function unfence(platform: Platform, { id, data }: SharedTenant): Program {
  const database = freeTierDatabase(platform, data.database);
  const { resources } = platform.freeTier.onboarding;
  const script = unfenceScript({ id, schema: data.schema });
  const extra = { TENANCY_DATABASE: sharedDatabases(platform).tenancy };
  return psqlProgram(platform, { name: 'unfence', database, resources, script, extra });
}

/**
 * Returns the container that deletes a tenant's users from the tenancy database, and with schema isolation its schema. A
 * database of its own is deleted with its object. The container can run again at any time.
 */
export function dropPrograms(platform: Platform, { id, data }: Pick<SharedTenant, 'id' | 'data'>): Programs {
  const { tenancy } = sharedDatabases(platform);
  const { database, schema } = data;
  const script = `${dropUsers()}${schema === undefined ? '' : `psql --command 'DROP SCHEMA IF EXISTS ${schema} CASCADE'\n`}`;
  const program = psqlProgram(platform, {
    name: 'drop',
    // The tenant's own database may be deleted already.
    database: freeTierDatabase(platform, schema === undefined ? tenancy : database),
    resources: platform.freeTier.onboarding.resources,
    script,
    extra: { TENANT_ID: id, TENANCY_DATABASE: tenancy },
  });
  return { containers: [program] };
}

/**
 * The shared instance looks up users in the tenancy database, so the tenant's administrator is created there. A new database
 * is a copy of the template, whose users have the documented password. The tenant's own rows replace them, so that the
 * database is safe wherever it is restored.
 */
function usersScript({ tier, data }: SharedTenant): string {
  const own = data.schema === undefined ? EMPLOYEE + (tier === 'demo' ? SAMPLE_DATA : '') : '';
  return [
    WAIT_FOR_TENANCY,
    sqlScript(SESSION + SETTINGS + applyPassword('tenancy'), ' --dbname "$TENANCY_DATABASE"'),
    copyUsers(),
    sqlScript(own + replaceUsers(data.schema ?? 'public'), ' --single-transaction'),
  ].join('');
}

/** Waits for the Job that prepares the tenancy database, which starts at the same time. */
const WAIT_FOR_TENANCY = `until psql --dbname "$TENANCY_DATABASE" --command 'SELECT FROM ${PLATFORM_SCHEMA}.administrator LIMIT 0' > /dev/null; do
  sleep 3
done
`;
