import { objectsIn, only, PLATFORM, rendered } from '../fixtures/fleet.ts';
import { MANAGEMENT_MIGRATIONS, migrate, TENANT_MIGRATIONS } from './application.ts';
import { type Images, runPod, type Secrets, variablesOf } from './kubelet.ts';
import { ask, type Environment, runProgram } from './psql.ts';
import { startPostgresql } from './server.ts';

export const DEDICATED = 'dist/tenants/acme/manifests.yaml';
/** The database of a Cluster, and the role that owns it. */
const OWN = 'mechanicbuddy';
export const SHARED_ROLE = 'mechanicbuddy_free_tier';

/** The values of generated passwords. Every Secret of a role's password has the same one. */
export const GENERATED = 'Generated1Password2Once3';
export const ROTATED = 'Another4Password5Later6X';

const role = { password: 'trusted' };

/** Returns the Secrets that the rendered pods read. */
export const SECRETS: Secrets = {
  'tenant-acme-postgresql-app': role,
  'tenant-hinterhof-postgresql-app': role,
  'mechanicbuddy-system-postgresql-app': role,
  'free-tier-database': role,
  'import-hinterhof': role,
  'admin-credentials': { password: GENERATED },
  'admin-credentials.2': { password: ROTATED },
  'admin-credentials-pete': { password: GENERATED },
  'admin-credentials-pete.2': { password: ROTATED },
  'admin-credentials-tryout': { password: GENERATED },
  'admin-credentials-hinterhof': { password: 'Of5The6Shared7Instance8X' },
  'super-admin-credentials': { password: GENERATED },
  'super-admin-credentials.2': { password: ROTATED },
};

/** Stands in for the migration images: each migrates the database that its variables name, as their role. */
const migrations: Images = (container, machine) => {
  if (container.image.includes('dbup') === false) return undefined;
  const variables = variablesOf(container, machine);
  const text = variables['ConnectionStrings__Management'];
  if (text === undefined)
    return migrate(
      {
        ...machine.server,
        PGDATABASE: variables['DbOptions__Name'] ?? '',
        PGUSER: variables['DbOptions__UserId'] ?? '',
      },
      TENANT_MIGRATIONS,
    );
  const connection = Object.fromEntries(text.split(';').map((part) => part.split('=')));
  return migrate(
    {
      ...machine.server,
      PGDATABASE: connection.Database,
      PGUSER: connection.Username,
      PGOPTIONS: connection['Search Path'] === undefined ? '' : `-c search_path=${connection['Search Path']}`,
    },
    MANAGEMENT_MIGRATIONS,
  );
};

/** Starts an empty PostgreSQL, and runs rendered Jobs and init containers. */
export async function startPlatform() {
  const server = await startPostgresql();
  const superuser: Environment = server.environment;
  const machine = { server: superuser, secrets: SECRETS };
  const known = new Map<string, ReturnType<typeof objectsIn>>();
  const rendering = (records: readonly string[], path: string, platform = PLATFORM) => {
    const key = JSON.stringify([records, path, platform]);
    const objects = known.get(key) ?? objectsIn(rendered(records, platform), path);
    known.set(key, objects);
    return objects;
  };
  const as = (PGUSER: string, PGDATABASE: string): Environment => ({ ...superuser, PGUSER, PGDATABASE });
  const makeDatabases = async (records: readonly string[], path: string) => {
    for (const { kind, spec } of rendering(records, path)) {
      if (kind !== 'Database') continue;
      const template = spec.template === undefined ? '' : ` TEMPLATE "${spec.template}"`;
      await ask(superuser, `CREATE DATABASE "${spec.name}" OWNER ${spec.owner}${template}`);
    }
  };
  return {
    superuser,
    as,
    stop: () => server.stop(),
    /** Runs a Job's pod to its end and returns its output. */
    job: (records: readonly string[], path: string, name: string, platform = PLATFORM) =>
      runPod(only(rendering(records, path, platform), 'Job', name).spec.template, machine, migrations),
    /** Runs the init containers of a Deployment's pod. */
    beforeStart: (records: readonly string[], path: string, name: string, platform = PLATFORM) =>
      runPod(
        only(rendering(records, path, platform), 'Deployment', name).spec.template,
        machine,
        migrations,
        true,
      ),
    /** Creates the database and the role of a Cluster, as CloudNativePG does. Each call starts empty. */
    cluster: async () => {
      await ask(superuser, `DROP DATABASE IF EXISTS ${OWN}`);
      await ask(superuser, `DROP ROLE IF EXISTS ${OWN}`);
      await ask(superuser, `CREATE ROLE ${OWN} LOGIN`);
      await ask(superuser, `CREATE DATABASE ${OWN} OWNER ${OWN}`);
      return as(OWN, OWN);
    },
    /** Creates the shared Cluster's databases with those of the free tier. Each call starts empty. */
    sharedCluster: async (path: string) => {
      const present = await ask(
        superuser,
        `SELECT datname FROM pg_database WHERE datname LIKE 'mechanicbuddy-%'`,
      );
      for (const database of present) await ask(superuser, `DROP DATABASE "${database}"`);
      await ask(superuser, `DROP ROLE IF EXISTS ${SHARED_ROLE}`);
      await ask(superuser, `CREATE ROLE ${SHARED_ROLE} LOGIN`);
      await makeDatabases([], path);
    },
    /** Creates the databases of a file's Database objects. */
    databases: makeDatabases,
    /** Restores a copy of a database in the place of another. */
    restore: async (from: Environment, to: string) => {
      const dump = await runProgram(['pg_dump', '--format=plain'], from);
      await ask(superuser, `DROP DATABASE IF EXISTS "${to}"`);
      await ask(superuser, `CREATE DATABASE "${to}" OWNER ${from['PGUSER']}`);
      const restored = await runProgram(
        ['psql', '-q', '-v', 'ON_ERROR_STOP=1'],
        { ...superuser, PGDATABASE: to },
        dump.stdout,
      );
      if (dump.code !== 0 || restored.code !== 0) throw new Error(dump.stderr + restored.stderr);
    },
  };
}

export type PlatformWorld = Awaited<ReturnType<typeof startPlatform>>;
