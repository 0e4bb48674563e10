import { importRole, moveSchema } from '../database/move-names.ts';
import { FREE_TIER_ROLE } from './names.ts';
import { takeBody, usersBody } from './users.ts';

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
 * role and do these things only, to this tenant's data only: `fence` makes it read-only and readable for the import,
 * `close` ends what can still write, `users` tells who may sign in now, and `take` puts them into the data. The
 * dedicated side calls them once the host has left the shared instance: until then passwords change.
 */
export function prepareScript({ id, schema }: SourceData): string {
  const [role, own] = [importRole(id), moveSchema(id)];
  const isAlone = schema === undefined;
  const inTenancy = [opened(own, role), called(own, role, 'users()', 'jsonb', usersBody(id))];
  const take = takeBody(id, schema, FREE_TIER_ROLE, stillWanted(own));
  const inData = [
    opened(own, role),
    called(own, role, 'fence()', 'void', isAlone ? fenceDatabase(role, own) : fenceSchema(role, own, schema)),
    called(own, role, 'take(users jsonb)', 'void', take),
    called(own, role, 'close()', 'void', isAlone ? CLOSE_DATABASE : closeSchema(schema)),
  ];
  return `until psql --tuples-only --no-align --command "SELECT 1 FROM pg_roles WHERE rolname = '${role}'" | grep --quiet 1; do
  sleep 3
done
${transaction(inTenancy.join(''), '--dbname "$TENANCY_DATABASE" ')}${transaction(inData.join(''))}`;
}

/** SQL in one transaction that may write where the database is closed already. */
function transaction(sql: string, options = ''): string {
  return `${WRITING} psql ${options}--set ON_ERROR_STOP=1 --single-transaction <<'SQL'
${sql}SQL
`;
}

const opened = (own: string, role: string): string =>
  `CREATE SCHEMA IF NOT EXISTS ${own};\nGRANT USAGE ON SCHEMA ${own} TO ${role};\n`;

/** A function that the import's role may call. It gives up a lock that it does not get, so that it outlives nobody who called it. */
function called(own: string, role: string, signature: string, returns: string, body: string): string {
  return `CREATE OR REPLACE FUNCTION ${own}.${signature} RETURNS ${returns} LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
${body}$$;
REVOKE ALL ON FUNCTION ${own}.${signature} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ${own}.${signature} TO ${role};
`;
}

/** One at a time: a fence that is still waiting when its move is taken back must not close the data afterwards. */
const serialized = (own: string): string => `  PERFORM pg_advisory_xact_lock(hashtext('${own}'));\n`;
const stillWanted = (
  own: string,
): string => `${serialized(own)}  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '${own}') THEN
    RAISE EXCEPTION 'the move was taken back';
  END IF;
`;

/** The whole database: new sessions cannot write, and the import may read every schema but the move's own. */
function fenceDatabase(role: string, own: string): string {
  return `DECLARE name text;
BEGIN
${stillWanted(own)}  EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
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
function fenceSchema(role: string, own: string, schema: string): string {
  return `DECLARE name text;
BEGIN
${stillWanted(own)}  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '${schema}'
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

/** Who holds a table of the schema against the fence: a transaction that was left open would do so for ever. */
function closeSchema(schema: string): string {
  return `BEGIN
  PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE datname = current_database() AND usename = '${FREE_TIER_ROLE}' AND pid IN (
    SELECT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
    WHERE c.relnamespace = '${schema}'::regnamespace AND l.granted AND l.mode <> 'AccessShareLock');
END
`;
}

/** The import is over: its role may read nothing any more. The data stays as it was at the fence. */
export function revokeScript({ id, schema }: SourceData): string {
  return `${forgotten(id)}${transaction(revoked(id, schema))}`;
}

/** The users are not told any more. */
const forgotten = (id: string): string =>
  `psql --dbname "$TENANCY_DATABASE" --command 'DROP SCHEMA IF EXISTS ${moveSchema(id)} CASCADE'\n`;

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
  const end = `psql --command "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()" > /dev/null
`;
  const ends = schema === undefined ? `${end}sleep 2\n${end}` : '';
  return `${forgotten(id)}${transaction(`${revoked(id, schema)}${open}`)}${ends}`;
}

/** Whatever the import's role was given, if it is there at all. */
function revoked(id: string, schema: string | undefined): string {
  const role = importRole(id);
  const only =
    schema === undefined ? "nspname !~ '^pg_' AND nspname <> 'information_schema'" : `nspname = '${schema}'`;
  return `DO $$ DECLARE name text;
BEGIN
${serialized(moveSchema(id))}  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN
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
