import { ADMINISTRATOR } from '../../platform/administrator.ts';

/** The schema of the platform's own tables in a database that has users. */
export const PLATFORM_SCHEMA = 'mechanicbuddy_platform';

/** The password of the administrator that the application's migrations create. The application documents it. */
const DOCUMENTED_PASSWORD = 'carcare';

/** The employee that the application's own provisioner creates for every tenant of the shared instance. */
export const SHARED_EMPLOYEE = 'a7227c1f-3bbc-4367-a9b8-baa83d0f19ca';

/** The format that BCrypt.Net writes: cost 11, `$2a$`. */
const hashed = (password: string): string => `crypt(${password}, gen_salt('bf', 11))`;
const RANDOM_HASH = hashed(`encode(gen_random_bytes(32), 'hex')`);
const fingerprint = (hash: string): string => `sha256(convert_to(${hash}, 'UTF8'))`;

/**
 * Whether a password matches a hash. pgcrypto accepts `$2b$` and `$2y$` only under the older name `$2a$`. The three give the
 * same hash, except for passwords that trigger the bugs after which they are named.
 */
const OPENS = `CREATE FUNCTION pg_temp.opens(password text, hash text) RETURNS boolean LANGUAGE sql AS $$
  SELECT CASE WHEN hash ~ '^\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}$'
    THEN crypt(password, '$2a' || substr(hash, 4)) = '$2a' || substr(hash, 4) ELSE false END
$$;
`;

/**
 * Creates the platform's schema, its tables and pgcrypto, if they are missing. The role has to own the database. The lock
 * keeps other sessions out until this one ends.
 */
export const PREPARE = `SET client_min_messages = warning;
SELECT pg_advisory_lock(hashtext('${PLATFORM_SCHEMA}')) \\g /dev/null
CREATE SCHEMA IF NOT EXISTS ${PLATFORM_SCHEMA};
CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA ${PLATFORM_SCHEMA};
CREATE TABLE IF NOT EXISTS ${PLATFORM_SCHEMA}.administrator (account text PRIMARY KEY, password text NOT NULL);
CREATE TABLE IF NOT EXISTS ${PLATFORM_SCHEMA}.checked (fingerprint bytea PRIMARY KEY);
`;

/** Sets the search path and the function that the statements below use. */
export const SESSION = `SET client_min_messages = notice;
SET search_path = ${PLATFORM_SCHEMA}, public;
${OPENS}`;

/**
 * Copies environment variables into settings of the session, so that no statement contains a password that PostgreSQL would
 * log when the statement fails.
 * @param variables The environment variable for each setting's name.
 */
export function settings(variables: { readonly [name: string]: string }): string {
  const lines = Object.entries(variables).flatMap(([name, variable]) => [
    `\\getenv ${name} ${variable}`,
    `SELECT set_config('platform.${name}', :'${name}', false) \\g /dev/null`,
  ]);
  return `${lines.join('\n')}\n`;
}

const setting = (name: string): string => `current_setting('platform.${name}')`;

/** Which users of a database belong to the tenant: all of them (`own`), or in the tenancy database those with its name. */
type Scope = 'own' | 'tenancy';

const accountOf = (scope: Scope): string => (scope === 'own' ? `'${ADMINISTRATOR}'` : 'tenantname');

/**
 * Gives the tenant's administrator the generated password, once for each value: a password that the owner chose later stays.
 * A database that was imported with users keeps their passwords, unless one is the documented one
 * (docs/decisions/credentials.md). It reads the settings tenant, email and password.
 */
export function applyPassword(scope: Scope): string {
  const isTenants = scope === 'own' ? 'true' : `tenantname = ${setting('tenant')}`;
  const account = scope === 'own' ? `'${ADMINISTRATOR}'` : setting('tenant');
  const employee =
    scope === 'own'
      ? '(SELECT id FROM domain.employee ORDER BY introducedat LIMIT 1)'
      : `'${SHARED_EMPLOYEE}'`;
  return `DO $$
DECLARE
  secret text := ${setting('password')};
  hash text;
  applied text := (SELECT password FROM administrator WHERE account = ${account});
  present text := (SELECT password FROM public."user" WHERE username = '${ADMINISTRATOR}' AND ${isTenants});
  is_open boolean := coalesce(pg_temp.opens('${DOCUMENTED_PASSWORD}', present), false);
BEGIN
  IF NOT is_open AND coalesce(pg_temp.opens(secret, applied), false) THEN
    RAISE NOTICE 'this generated password was applied before: nothing to do';
    RETURN;
  END IF;
  hash := ${hashed('secret')};
  IF applied IS NULL AND NOT is_open AND EXISTS (SELECT FROM public."user" WHERE ${isTenants}) THEN
    RAISE NOTICE 'the users came with the data: their passwords stay';
  ELSE
    UPDATE public."user" SET password = hash, email = ${setting('email')}, must_change_password = false
      WHERE username = '${ADMINISTRATOR}' AND ${isTenants};
    IF NOT FOUND THEN
      INSERT INTO public."user" (username, password, tenantname, email, validated, employeeid, must_change_password)
        VALUES ('${ADMINISTRATOR}', hash, ${setting('tenant')}, ${setting('email')}, true, ${employee}, false);
    END IF;
    RAISE NOTICE 'the generated password is set';
  END IF;
  INSERT INTO administrator VALUES (${account}, hash) ON CONFLICT (account) DO UPDATE SET password = hash;
END $$;
`;
}

/**
 * Replaces the documented password with a random one wherever a user has it. The next run of the Job sets the generated one.
 * A hash that was found safe is remembered, because checking one takes a tenth of a second.
 */
export function closeDocumented(scope: Scope): string {
  return `CREATE TEMPORARY TABLE found AS
  SELECT password, pg_temp.opens('${DOCUMENTED_PASSWORD}', password) AS is_open
  FROM (SELECT DISTINCT password FROM public."user") known
  WHERE NOT EXISTS (SELECT FROM checked WHERE fingerprint = ${fingerprint('known.password')});
WITH closed AS (
  UPDATE public."user" SET password = ${RANDOM_HASH}
  WHERE password IN (SELECT password FROM found WHERE is_open) RETURNING username, tenantname, password)
INSERT INTO administrator SELECT ${accountOf(scope)}, password FROM closed WHERE username = '${ADMINISTRATOR}'
  ON CONFLICT (account) DO UPDATE SET password = EXCLUDED.password;
INSERT INTO checked SELECT ${fingerprint('password')} FROM found WHERE NOT is_open ON CONFLICT DO NOTHING;
DELETE FROM checked WHERE fingerprint NOT IN (SELECT ${fingerprint('password')} FROM public."user");
`;
}

/** The super administrator that the management migrations create, with the same password everywhere. */
const SHIPPED_SUPER_ADMIN = 'admin@mechanicbuddy.app';

/**
 * Creates the platform's super administrator with the role that may do everything, and sets the generated password once for
 * each value. An account that already has this address is taken over, because a customer may have created it. The account of
 * an earlier address is switched off. It reads the settings email and password.
 */
export const applySuperAdmin = `DO $$
DECLARE
  own text := ${setting('email')};
  hash text := ${hashed(setting('password'))};
  applied text := (SELECT password FROM administrator WHERE account = own);
BEGIN
  IF EXISTS (SELECT FROM management.super_admins WHERE email = own)
    AND pg_temp.opens(${setting('password')}, applied) THEN
    RAISE NOTICE 'this generated password was applied before: nothing to do';
  ELSE
    INSERT INTO management.super_admins (email, password_hash, name, role, is_active)
      VALUES (own, hash, 'Platform administrator', 'admin', true)
      ON CONFLICT (email) DO UPDATE SET password_hash = hash, role = 'admin', is_active = true;
    INSERT INTO administrator VALUES (own, hash) ON CONFLICT (account) DO UPDATE SET password = hash;
    RAISE NOTICE 'the generated password is set';
  END IF;
  UPDATE management.super_admins SET is_active = false
    WHERE email <> own AND email IN (SELECT account FROM administrator);
END $$;
`;

/** Switches off the shipped account and gives it a random password, unless the platform took it over. */
export const closeShipped = `UPDATE management.super_admins SET is_active = false, password_hash = ${RANDOM_HASH}
  WHERE email = '${SHIPPED_SUPER_ADMIN}' AND NOT EXISTS (SELECT FROM administrator WHERE account = email);
`;
