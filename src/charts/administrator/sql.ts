import { ADMINISTRATOR } from '../../platform/administrator.ts';

/** The schema for what the platform itself keeps in a database that has users. */
export const PLATFORM_SCHEMA = 'mechanicbuddy_platform';

/** The password of the administrator that the application's migrations create. It is in its documentation. */
const DOCUMENTED_PASSWORD = 'carcare';

/** The employee that the application's provisioner gives every tenant of the shared instance. */
export const SHARED_EMPLOYEE = 'a7227c1f-3bbc-4367-a9b8-baa83d0f19ca';

/** What BCrypt.Net writes: cost 11, `$2a$`. */
const hashed = (password: string): string => `crypt(${password}, gen_salt('bf', 11))`;
const RANDOM_HASH = hashed(`encode(gen_random_bytes(32), 'hex')`);
const fingerprint = (hash: string): string => `sha256(convert_to(${hash}, 'UTF8'))`;

/**
 * Whether a password opens a hash. pgcrypto knows `$2b$` and `$2y$` only by their older name; the three agree on every
 * password that is not broken by the error that gave them their names.
 */
const OPENS = `CREATE FUNCTION pg_temp.opens(password text, hash text) RETURNS boolean LANGUAGE sql AS $$
  SELECT CASE WHEN hash ~ '^\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}$'
    THEN crypt(password, '$2a' || substr(hash, 4)) = '$2a' || substr(hash, 4) ELSE false END
$$;
`;

/**
 * Makes what the other statements here need, once for each database; the role has to own the database. Nobody else does
 * so until the session ends.
 */
export const PREPARE = `SET client_min_messages = warning;
SELECT pg_advisory_lock(hashtext('${PLATFORM_SCHEMA}')) \\g /dev/null
CREATE SCHEMA IF NOT EXISTS ${PLATFORM_SCHEMA};
CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA ${PLATFORM_SCHEMA};
CREATE TABLE IF NOT EXISTS ${PLATFORM_SCHEMA}.administrator (account text PRIMARY KEY, password text NOT NULL);
CREATE TABLE IF NOT EXISTS ${PLATFORM_SCHEMA}.checked (fingerprint bytea PRIMARY KEY);
`;

/** Names that the statements below use. */
export const SESSION = `SET client_min_messages = notice;
SET search_path = ${PLATFORM_SCHEMA}, public;
${OPENS}`;

/**
 * Hands values of the environment to the statements below, by their names there. Those statements hold no password, so
 * that PostgreSQL logs none when one of them fails.
 */
export function settings(variables: { readonly [name: string]: string }): string {
  const lines = Object.entries(variables).flatMap(([name, variable]) => [
    `\\getenv ${name} ${variable}`,
    `SELECT set_config('platform.${name}', :'${name}', false) \\g /dev/null`,
  ]);
  return `${lines.join('\n')}\n`;
}

const setting = (name: string): string => `current_setting('platform.${name}')`;

/** Which users of a database a tenant has: all of them, or in the tenancy database its own. */
export type Scope = 'own' | 'tenancy';

const accountOf = (scope: Scope): string => (scope === 'own' ? `'${ADMINISTRATOR}'` : 'tenantname');

/**
 * Gives the tenant's administrator the generated password, once for each value: what its owner chose later stays. A
 * database that came with users of its own keeps their passwords, unless one is the documented one. Settings: tenant,
 * email, password.
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
 * Nobody can sign in with the documented password afterwards: whoever could gets a random one. The generated one follows
 * with the next run of the Job. A hash that was found safe is not tried again: one takes a tenth of a second.
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

/** The super administrator of the management migrations: its hash is the same everywhere, and so is its password. */
const SHIPPED_SUPER_ADMIN = 'admin@mechanicbuddy.app';

/**
 * Makes the platform's own super administrator, with the role that the application lets do everything, and gives it the
 * generated password once for each value. An account with this address that is there already is taken over: a customer
 * may have made it. One that an earlier address had can no longer sign in. Settings: email, password.
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

/** The shipped account gets a random password and is switched off, unless the platform made it its own. */
export const closeShipped = `UPDATE management.super_admins SET is_active = false, password_hash = ${RANDOM_HASH}
  WHERE email = '${SHIPPED_SUPER_ADMIN}' AND NOT EXISTS (SELECT FROM administrator WHERE account = email);
`;
