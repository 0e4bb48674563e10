import type { Construct } from 'constructs';
import type { ClusterSpec } from '../../../imports/cloudnative-pg.ts';
import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import type { DataPlace, DedicatedTenant } from '../../platform/tenant.ts';
import { importRole, importSecret, moveSchema } from '../database/move-names.ts';
import { addPasswordCopy } from '../database/password.ts';
import { clusterPods, POSTGRESQL_PORT, type PostgresqlProps } from '../database/postgresql.ts';
import { SYSTEM_CLUSTER, SYSTEM_NAMESPACE } from '../system/names.ts';
import { OnceJob } from '../workload/job.ts';
import { type Opening, podsIn, tcp } from '../workload/network.ts';
import { type Owner, selector, WAVE } from '../workload/owner.ts';
import { psqlProgram } from '../workload/psql.ts';
import { addServiceAccount } from '../workload/service-account.ts';
import { postgresqlName, type TenantProps } from './props.ts';

const IMPORT = 'db-import';
/** The shared PostgreSQL, as the Cluster names it. */
const SHARED = 'shared';

/**
 * Returns how CloudNativePG imports a new database from the shared one (docs/decisions/move.md). With schema isolation, the
 * tenant's schema becomes `public`.
 */
export function importOf(
  { database, schema }: DataPlace,
  { id }: Pick<DedicatedTenant, 'id'>,
  { freeTier }: Platform,
): NonNullable<PostgresqlProps['importing']> {
  const { host, port } = freeTier.database;
  return {
    import: {
      type: 'microservice',
      databases: [database],
      source: { externalCluster: SHARED },
      pgDumpExtraOptions:
        schema === undefined ? [`--exclude-schema=${moveSchema(id)}`] : [`--schema=${schema}`],
      ...(schema === undefined
        ? {}
        : { postImportApplicationSQL: ['DROP SCHEMA public', `ALTER SCHEMA ${schema} RENAME TO public`] }),
    },
    externalClusters: externalClusters(database, id, { host, port }),
  };
}

function externalClusters(
  dbname: string,
  id: string,
  { host, port }: { readonly host: string; readonly port: number },
): NonNullable<ClusterSpec['externalClusters']> {
  return [
    {
      name: SHARED,
      connectionParameters: { host, port: String(port), user: importRole(id), dbname, sslmode: 'require' },
      password: { name: importSecret(id), key: 'password' },
    },
  ];
}

/** Adds the Job between edge and database that closes the source, so that the import misses no write. */
export function addImportGate(
  scope: Construct,
  owner: Owner,
  source: DataPlace,
  { tenant, platform }: TenantProps,
): void {
  const secret = importSecret(tenant.id);
  addPasswordCopy(scope, owner, platform, secret);
  addServiceAccount(scope, owner, IMPORT);
  const { host, port } = platform.freeTier.database;
  const database = { host, port, name: source.database, user: importRole(tenant.id), secret };
  const { resources } = platform.jobs;
  new OnceJob(scope, {
    owner,
    name: IMPORT,
    platform,
    // The wave of the secrets: after the Ingress, before the database.
    wave: WAVE.secrets,
    deadlineSeconds: platform.freeTier.onboarding.deadlineSeconds,
    pod: {
      component: IMPORT,
      version: tenant.version,
      user: platform.images.migration.user,
      serviceAccount: IMPORT,
      containers: [
        psqlProgram(platform, {
          name: 'gate',
          database,
          resources,
          script: gateScript(tenant.id),
          extra: { ...WRITING, TENANCY_DATABASE: sharedDatabases(platform).tenancy },
        }),
      ],
      nodePool: tenant.nodePool,
    },
  });
}

/** Options of the client override what the fence sets, so that the Job can run again. */
const WRITING = { PGOPTIONS: '-c default_transaction_read_only=off' };

/**
 * Waits until the shared side is prepared, fences it, and ends earlier sessions: twice, because one may just be starting. It
 * copies the users last, when no password can change there any more.
 */
function gateScript(id: string): string {
  const own = moveSchema(id);
  return `until psql --tuples-only --no-align --command "SELECT has_function_privilege('${own}.close()', 'EXECUTE')" | grep --quiet t; do
  sleep 3
done
until psql --command 'SELECT ${own}.fence()'; do
  psql --command 'SELECT ${own}.close()' || true
  sleep 1
done
psql --command 'SELECT ${own}.close()'
sleep 2
psql --command 'SELECT ${own}.close()'
psql --set ON_ERROR_STOP=1 <<'SQL'
\\set users \`psql --tuples-only --no-align --dbname "$TENANCY_DATABASE" --command 'SELECT ${own}.users()'\`
SELECT ${own}.take(:'users');
SQL
`;
}

/** Returns the tenant's half of the opening to the shared database. */
export function importOpenings(owner: Owner, tenant: DedicatedTenant): Opening[] {
  const to = [{ to: [podsIn(SYSTEM_NAMESPACE, clusterPods(SYSTEM_CLUSTER))], ports: tcp(POSTGRESQL_PORT) }];
  return [
    { name: IMPORT, pods: selector(owner, IMPORT), to },
    { name: 'import', pods: clusterPods(postgresqlName(tenant)), to },
  ];
}
