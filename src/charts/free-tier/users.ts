import { PLATFORM_SCHEMA } from '../administrator/sql.ts';

const FILE = '/tmp/users.csv';

/** Returns a command that copies the tenant's rows of the tenancy database to a file. It reads TENANCY_DATABASE and TENANT_ID. */
export function copyUsers(): string {
  return `psql --dbname "$TENANCY_DATABASE" --command "\\copy (SELECT to_jsonb(own) FROM public.\\"user\\" own WHERE tenantname = '$TENANT_ID') TO '${FILE}' WITH (FORMAT csv)"
`;
}

/**
 * Returns a command that deletes the tenant's rows of the tenancy database (names, addresses, password hashes) and the hash
 * that the platform keeps of its generated password. It reads TENANCY_DATABASE and TENANT_ID.
 */
export function dropUsers(): string {
  return `psql --dbname "$TENANCY_DATABASE" --set ON_ERROR_STOP=1 --set tenant="$TENANT_ID" <<'SQL'
DELETE FROM public."user" WHERE tenantname = :'tenant';
SELECT to_regclass('${PLATFORM_SCHEMA}.administrator') IS NOT NULL AS is_known \\gset
\\if :is_known
DELETE FROM ${PLATFORM_SCHEMA}.administrator WHERE account = :'tenant';
\\endif
SQL
`;
}

/** Returns psql commands that make the copied rows the only users, with the columns that the release has. */
export function replaceUsers(schema: string): string {
  return `CREATE TEMPORARY TABLE own (present jsonb);
\\copy own FROM '${FILE}' WITH (FORMAT csv)
DELETE FROM ${schema}."user";
INSERT INTO ${schema}."user" SELECT (jsonb_populate_record(NULL::${schema}."user", present)).* FROM own;
`;
}

/** Returns the body of a function that returns the tenant's current rows of the tenancy database, with all their columns. */
export function usersBody(id: string): string {
  return `BEGIN
  RETURN (SELECT jsonb_agg(to_jsonb(present)) FROM public."user" present WHERE tenantname = '${id}');
END
`;
}

/**
 * Returns the body of a function that makes the given rows the only users, also where the fence revoked the owner's right to
 * write.
 * @param first Statements that run first.
 */
export function takeBody(id: string, schema: string | undefined, owner: string, first: string): string {
  const table = `${schema ?? 'public'}."user"`;
  const writes = `INSERT, UPDATE, DELETE ON ${table}`;
  const [allow, forbid] =
    schema === undefined
      ? ['', '']
      : [`  GRANT ${writes} TO ${owner};\n`, `  REVOKE ${writes} FROM ${owner};\n`];
  return `DECLARE columns text;
BEGIN
${first}  SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
  WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped AND attname IN (SELECT jsonb_object_keys(users -> 0));
  IF columns IS NULL THEN
    RAISE EXCEPTION 'the tenancy database knows no user of ${id}: nobody could sign in';
  END IF;
${allow}  DELETE FROM ${table} present WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(users) own WHERE own ->> 'username' = present.username);
  EXECUTE format('UPDATE ${table} present SET (%1$s) = (SELECT %1$s FROM jsonb_populate_recordset(NULL::${table}, $1) own WHERE own.username = present.username)', columns) USING users;
  EXECUTE format('INSERT INTO ${table} (%1$s) SELECT %1$s FROM jsonb_populate_recordset(NULL::${table}, $1) own WHERE NOT EXISTS (SELECT FROM ${table} present WHERE present.username = own.username)', columns) USING users;
${forbid}END
`;
}
