import { importRole, moveSchema } from '../database/move-names.ts';
import { FREE_TIER_ROLE } from './names.ts';
import { copyUsers, takeUsers } from './users.ts';

/** Whose data lies where: a schema only where tenants share a database. */
export interface SourceData {
  readonly id: string;
  readonly schema: string | undefined;
}

const WRITES = 'INSERT, UPDATE, DELETE, TRUNCATE';
/** Client options are stronger than what the database is set to: these sessions may write in a closed one. */
const WRITING = "PGOPTIONS='-c default_transaction_read_only=off'";

/**
 * Makes a move possible; takes nothing from the tenant yet. The functions run with the rights of the shared instance's
 * role and do two things only, to this tenant's data only: `fence` makes it read-only and readable for the import,
 * `close` ends what was connected before. The dedicated side calls them once the host has left the shared instance.
 */
export function prepareScript(source: SourceData): string {
  const { id, schema } = source;
  const [role, own] = [importRole(id), moveSchema(id)];
  return `until psql --tuples-only --no-align --command "SELECT 1 FROM pg_roles WHERE rolname = '${role}'" | grep --quiet 1; do
  sleep 3
done
closed=$(psql --tuples-only --no-align --command "SELECT current_setting('default_transaction_read_only')::boolean OR NOT has_table_privilege('${schema ?? 'public'}."user"', 'INSERT')")
if [ "$closed" = f ]; then
${copyUsers()}psql --set ON_ERROR_STOP=1 --single-transaction <<'SQL'
${takeUsers(schema ?? 'public')}SQL
fi
${WRITING} psql --set ON_ERROR_STOP=1 --single-transaction <<'SQL'
CREATE SCHEMA IF NOT EXISTS ${own};
CREATE OR REPLACE FUNCTION ${own}.fence() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
${schema === undefined ? fenceDatabase(role, own) : fenceSchema(role, schema)}$$;
CREATE OR REPLACE FUNCTION ${own}.close() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
${schema === undefined ? CLOSE_DATABASE : 'BEGIN\nEND\n'}$$;
REVOKE ALL ON FUNCTION ${own}.fence(), ${own}.close() FROM PUBLIC;
GRANT USAGE ON SCHEMA ${own} TO ${role};
GRANT EXECUTE ON FUNCTION ${own}.fence(), ${own}.close() TO ${role};
SQL
`;
}

/** The whole database: new sessions cannot write, and the import may read every schema but the move's own. */
function fenceDatabase(role: string, own: string): string {
  return `DECLARE name text;
BEGIN
  EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
  FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', '${own}') LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${role}', name);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO ${role}', name);
    EXECUTE format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %I TO ${role}', name);
  END LOOP;
END
`;
}

/** Sessions from before the fence can still write: they end. Twice is better, for one may just be starting. */
const CLOSE_DATABASE = `BEGIN
  PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE datname = current_database() AND usename = '${FREE_TIER_ROLE}' AND pid <> pg_backend_pid();
END
`;

/**
 * One schema of a database that others write to: waits for whoever is writing, and takes the right to write. A table
 * that it was taken from already can no longer be locked, and need not be.
 */
function fenceSchema(role: string, schema: string): string {
  return `DECLARE name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '${schema}'
    AND has_table_privilege(format('%I.%I', schemaname, tablename), 'UPDATE') ORDER BY tablename LOOP
    EXECUTE format('LOCK TABLE ${schema}.%I IN SHARE ROW EXCLUSIVE MODE', name);
  END LOOP;
  REVOKE ${WRITES} ON ALL TABLES IN SCHEMA ${schema} FROM ${FREE_TIER_ROLE};
  GRANT USAGE ON SCHEMA ${schema} TO ${role};
  GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role};
  GRANT SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};
END
`;
}

/** The import is over: its role may read nothing any more. The data stays as it was at the fence. */
export function revokeScript({ id, schema }: SourceData): string {
  return `${WRITING} psql --set ON_ERROR_STOP=1 --single-transaction <<'SQL'
${revoked(id, schema)}SQL
`;
}

/** A move that is taken back: the data can be written again, and sessions that were told it cannot end. */
export function unfenceScript({ id, schema }: SourceData): string {
  const open =
    schema === undefined
      ? `DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', current_database());
END $$;
`
      : `GRANT ${WRITES} ON ALL TABLES IN SCHEMA ${schema} TO ${FREE_TIER_ROLE};
`;
  const end =
    schema === undefined
      ? `psql --command "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()" > /dev/null
`
      : '';
  return `${WRITING} psql --set ON_ERROR_STOP=1 --single-transaction <<'SQL'
${revoked(id, schema)}${open}SQL
${end}`;
}

/** Whatever the import's role was given, if it is there at all. */
function revoked(id: string, schema: string | undefined): string {
  const role = importRole(id);
  const only =
    schema === undefined ? "nspname !~ '^pg_' AND nspname <> 'information_schema'" : `nspname = '${schema}'`;
  return `DO $$ DECLARE name text;
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN
    FOR name IN SELECT nspname FROM pg_namespace WHERE ${only} LOOP
      EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM ${role}', name);
      EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM ${role}', name);
      EXECUTE format('REVOKE ALL ON SCHEMA %I FROM ${role}', name);
    END LOOP;
  END IF;
END $$;
DROP SCHEMA IF EXISTS ${moveSchema(id)} CASCADE;
`;
}
