import { importRole, moveSchema } from '../database/move-names.ts';
import { FREE_TIER_ROLE } from './names.ts';
import { takeBody, usersBody } from './users.ts';

/** A tenant, and its schema if tenants share a database. */
interface SourceData {
  readonly id: string;
  readonly schema: string | undefined;
}

const WRITES = 'INSERT, UPDATE, DELETE, TRUNCATE';
/** Options of the client override settings of the database: these sessions may write in a fenced one. */
const WRITING = "PGOPTIONS='-c default_transaction_read_only=off'";

/**
 * Returns the script that prepares a move and changes nothing for the tenant yet. It creates functions that run with the
 * rights of the shared instance's role, for this tenant's data only: `fence` makes the data read-only and lets the import
 * role read it, `close` ends the sessions that can still write, `users` returns the current users, and `take` writes them
 * into the data. The dedicated side calls them after the host has left the shared instance; until then passwords can change.
 */
export function prepareScript({ id, schema }: SourceData): string {
  const [role, own] = [importRole(id), moveSchema(id)];
  const isAlone = schema === undefined;
  const inTenancy = [createSchema(own, role), createFunction(own, role, 'users()', 'jsonb', usersBody(id))];
  const take = takeBody(id, schema, FREE_TIER_ROLE, requireMove(own));
  const inData = [
    createSchema(own, role),
    createFunction(
      own,
      role,
      'fence()',
      'void',
      isAlone ? fenceDatabase(role, own) : fenceSchema(role, own, schema),
    ),
    createFunction(own, role, 'take(users jsonb)', 'void', take),
    createFunction(own, role, 'close()', 'void', isAlone ? CLOSE_DATABASE : closeSchema(schema)),
  ];
  return `until psql --tuples-only --no-align --command "SELECT 1 FROM pg_roles WHERE rolname = '${role}'" | grep --quiet 1; do
  sleep 3
done
${transaction(inTenancy.join(''), '--dbname "$TENANCY_DATABASE" ')}${transaction(inData.join(''))}`;
}

/** Wraps SQL in one transaction that may write in a fenced database. */
function transaction(sql: string, options = ''): string {
  return `${WRITING} psql ${options}--set ON_ERROR_STOP=1 --single-transaction <<'SQL'
${sql}SQL
`;
}

const createSchema = (own: string, role: string): string =>
  `CREATE SCHEMA IF NOT EXISTS ${own};\nGRANT USAGE ON SCHEMA ${own} TO ${role};\n`;

/** Creates a function that the import role may call. `lock_timeout` ends it soon after its caller is gone. */
function createFunction(own: string, role: string, signature: string, returns: string, body: string): string {
  return `CREATE OR REPLACE FUNCTION ${own}.${signature} RETURNS ${returns} LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
${body}$$;
REVOKE ALL ON FUNCTION ${own}.${signature} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ${own}.${signature} TO ${role};
`;
}

/** Serializes the steps: a fence that still waits when its move is taken back must not close the data afterwards. */
const serialize = (own: string): string => `  PERFORM pg_advisory_xact_lock(hashtext('${own}'));\n`;
const requireMove = (
  own: string,
): string => `${serialize(own)}  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '${own}') THEN
    RAISE EXCEPTION 'the move was taken back';
  END IF;
`;

/** Fences a whole database: new sessions cannot write, and the import role may read every schema except the move's own. */
function fenceDatabase(role: string, own: string): string {
  return `DECLARE name text;
BEGIN
${requireMove(own)}  EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
  FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', '${own}') LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${role}', name);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO ${role}', name);
    EXECUTE format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %I TO ${role}', name);
  END LOOP;
END
`;
}

/** Ends the sessions from before the fence, which can still write. The caller runs it twice: a session may just be starting. */
const CLOSE_DATABASE = `BEGIN
  PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE datname = current_database() AND usename = '${FREE_TIER_ROLE}' AND pid <> pg_backend_pid();
END
`;

/**
 * Fences one schema of a shared database: waits for writers, then revokes the right to write. A table whose right was revoked
 * before cannot be locked, and need not be.
 */
function fenceSchema(role: string, own: string, schema: string): string {
  return `DECLARE name text;
BEGIN
${requireMove(own)}  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '${schema}'
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

/** Ends the sessions that hold a lock on a table of the schema: an open transaction would block the fence for ever. */
function closeSchema(schema: string): string {
  return `BEGIN
  PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE datname = current_database() AND usename = '${FREE_TIER_ROLE}' AND pid IN (
    SELECT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
    WHERE c.relnamespace = '${schema}'::regnamespace AND l.granted AND l.mode <> 'AccessShareLock');
END
`;
}

/** Returns the script that revokes the import role's rights after the import. The data stays as it was at the fence. */
export function revokeScript({ id, schema }: SourceData): string {
  return `${dropUsersFunction(id)}${transaction(revokeRights(id, schema))}`;
}

/** Drops the function that returns the users. */
const dropUsersFunction = (id: string): string =>
  `psql --dbname "$TENANCY_DATABASE" --command 'DROP SCHEMA IF EXISTS ${moveSchema(id)} CASCADE'\n`;

/** Returns the script that takes a move back: the data becomes writable, and sessions that started read-only end. */
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
  return `${dropUsersFunction(id)}${transaction(`${revokeRights(id, schema)}${open}`)}${ends}`;
}

/** Revokes all rights of the import role, if the role exists. */
function revokeRights(id: string, schema: string | undefined): string {
  const role = importRole(id);
  const only =
    schema === undefined ? "nspname !~ '^pg_' AND nspname <> 'information_schema'" : `nspname = '${schema}'`;
  return `DO $$ DECLARE name text;
BEGIN
${serialize(moveSchema(id))}  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN
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
