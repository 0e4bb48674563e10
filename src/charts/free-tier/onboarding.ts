import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import type { SharedTenant } from '../../platform/tenant.ts';
import { migrationProgram } from '../workload/migration.ts';
import type { Program } from '../workload/pod.ts';
import { psqlProgram, waitForDatabase } from '../workload/psql.ts';
import { freeTierDatabase } from './names.ts';
import { unfenceScript } from './source-scripts.ts';
import type { Programs } from './tenant-job.ts';
import { addUsers, copyUsers, dropUsers } from './users.ts';

/** Brings a tenant's data to the release, and makes its own users the only ones; safe to run again. */
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
  const users = psqlProgram(platform, {
    name: 'users',
    database,
    resources,
    script: usersScript(schema ?? 'public'),
    extra: { TENANT_ID: tenant.id, TENANCY_DATABASE: sharedDatabases(platform).tenancy },
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

/** A move was taken back: what made the data read-only is undone first. */
function unfence(platform: Platform, { id, data }: SharedTenant): Program {
  const database = freeTierDatabase(platform, data.database);
  const { resources } = platform.freeTier.onboarding;
  const script = unfenceScript({ id, schema: data.schema });
  const extra = { TENANCY_DATABASE: sharedDatabases(platform).tenancy };
  return psqlProgram(platform, { name: 'unfence', database, resources, script, extra });
}

/**
 * The end of a tenant's data on the shared instance: its users in the tenancy database go, and with schema isolation its
 * schema; a database of its own goes with its object. Safe to run again.
 */
export function dropPrograms(platform: Platform, { id, data }: Pick<SharedTenant, 'id' | 'data'>): Programs {
  const { tenancy } = sharedDatabases(platform);
  const { database, schema } = data;
  const script = `${dropUsers()}${schema === undefined ? '' : `psql --command 'DROP SCHEMA IF EXISTS ${schema} CASCADE'\n`}`;
  const program = psqlProgram(platform, {
    name: 'drop',
    // A database of its own may be gone by now.
    database: freeTierDatabase(platform, schema === undefined ? tenancy : database),
    resources: platform.freeTier.onboarding.resources,
    script,
    extra: { TENANT_ID: id, TENANCY_DATABASE: tenancy },
  });
  return { containers: [program] };
}

/**
 * A new database is a copy of the template, whose users have a password that everybody knows: they go, and the
 * tenant's own rows come from the tenancy database. Rows that are there already stay as they are.
 */
function usersScript(schema: string): string {
  return `${copyUsers()}psql --set ON_ERROR_STOP=1 --single-transaction <<SQL
DELETE FROM ${schema}."user" WHERE tenantname IS DISTINCT FROM '$TENANT_ID';
${addUsers(schema)}SQL
`;
}
