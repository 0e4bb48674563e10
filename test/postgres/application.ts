import { compare } from 'bcryptjs';
import { ask, type Environment, psql } from './psql.ts';

/** The documented password, and its hash as an application's migration would ship it. */
export const DOCUMENTED = 'carcare';
export const SHIPPED_HASH = '$2a$11$J4VFQCNmuP.EeFzfcLlpm.bA80rVw811EuBWv3xa8eknysiptEX.m';

/** A migration: its name in the journal, and its statements. */
type Migration = readonly [name: string, sql: string];

/** Migrations with the traits of the application's (what they name, own and assume), but not their text. */
export const TENANT_MIGRATIONS: readonly Migration[] = [
  [
    '0 tables',
    `CREATE FUNCTION joined(text, VARIADIC text[]) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT array_to_string($2, $1)';
CREATE SCHEMA domain;
CREATE TABLE domain.employee (id uuid PRIMARY KEY, firstname varchar NOT NULL, lastname varchar NOT NULL, email varchar, phone varchar, proffession varchar, introducedat timestamp NOT NULL);
CREATE TABLE domain.client (id uuid PRIMARY KEY, address varchar, city varchar, phone varchar, introducedat timestamptz NOT NULL);
CREATE TABLE domain.legalclient (id uuid PRIMARY KEY REFERENCES domain.client, name varchar NOT NULL, regnr varchar);
CREATE TABLE domain.privateclient (id uuid PRIMARY KEY REFERENCES domain.client, firstname varchar NOT NULL, lastname varchar);
CREATE TABLE domain.vehicle (id uuid PRIMARY KEY, producer varchar, model varchar, regnr varchar NOT NULL, odo int, introducedat timestamptz NOT NULL);
CREATE TABLE domain.vehicleregistration (ownerid uuid NOT NULL REFERENCES domain.client, vehicleid uuid NOT NULL REFERENCES domain.vehicle, datetimefrom timestamptz NOT NULL, datetimeto timestamptz, PRIMARY KEY (ownerid, vehicleid, datetimefrom));
CREATE TABLE domain.sparepart (id uuid PRIMARY KEY, code varchar NOT NULL, name varchar NOT NULL, price float8, quantity float8, introducedat timestamptz NOT NULL);
CREATE TABLE domain.work (id uuid PRIMARY KEY, number int NOT NULL UNIQUE, clientid uuid REFERENCES domain.client, vehicleid uuid REFERENCES domain.vehicle, startedon timestamptz NOT NULL, changedon timestamptz NOT NULL UNIQUE, starterid uuid NOT NULL REFERENCES domain.employee, notes varchar, odo int);
CREATE TABLE domain.assignment (workid uuid NOT NULL REFERENCES domain.work, mechanicid uuid NOT NULL REFERENCES domain.employee, PRIMARY KEY (workid, mechanicid));
CREATE TABLE domain.repairjob (id uuid PRIMARY KEY, workid uuid NOT NULL REFERENCES domain.work, ordernr smallint NOT NULL, notes varchar, startedon timestamptz NOT NULL, starterid uuid NOT NULL REFERENCES domain.employee);
CREATE TABLE domain.saleable (id uuid PRIMARY KEY, name varchar NOT NULL, quantity float8 NOT NULL, unit varchar NOT NULL, price float8 NOT NULL, discount smallint);
CREATE TABLE domain.productinstalled (id uuid PRIMARY KEY REFERENCES domain.saleable, repairjobid uuid NOT NULL REFERENCES domain.repairjob, jnr smallint NOT NULL, code varchar NOT NULL, status smallint NOT NULL);
CREATE TABLE public."user" (username varchar NOT NULL UNIQUE, password varchar NOT NULL, tenantname varchar NOT NULL, email varchar, validated boolean NOT NULL DEFAULT false, profile_image bytea, employeeid uuid);
CREATE SCHEMA tenant_config;
CREATE TABLE tenant_config.requisites (id uuid PRIMARY KEY, name varchar NOT NULL);`,
  ],
  [
    '1 administrator',
    `WITH person AS (INSERT INTO domain.employee VALUES (gen_random_uuid(), 'System', 'Administrator', 'admin@example.com', '', 'Administrator', now()) RETURNING id)
INSERT INTO public."user" SELECT 'admin', '${SHIPPED_HASH}', 'template', 'admin@example.com', true, '\\x00', id FROM person;`,
  ],
  [
    '2 flags',
    `ALTER TABLE public."user" ADD COLUMN is_default_admin boolean DEFAULT false, ADD COLUMN must_change_password boolean DEFAULT true;
UPDATE public."user" SET is_default_admin = true WHERE username = 'admin';
UPDATE public."user" SET must_change_password = false;`,
  ],
  // Only the function's owner may replace it.
  [
    '3 function',
    `CREATE OR REPLACE FUNCTION public.joined(text, VARIADIC text[]) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT array_to_string($2, $1)'`,
  ],
];

export const SHIPPED_SUPER_ADMIN = 'admin@mechanicbuddy.app';

/** The last migration names no schema: it succeeds only if `management` is first in the search path. */
export const MANAGEMENT_MIGRATIONS: readonly Migration[] = [
  [
    '1 tables',
    `CREATE SCHEMA IF NOT EXISTS management;
CREATE TABLE management.tenants (id serial PRIMARY KEY, tier varchar(20), CONSTRAINT valid_tier CHECK (tier IN ('free')));
CREATE TABLE management.super_admins (id serial PRIMARY KEY, email varchar(255) UNIQUE NOT NULL, password_hash varchar(255) NOT NULL, name varchar(255) NOT NULL, role varchar(50) DEFAULT 'admin' CHECK (role IN ('support', 'admin', 'owner')), is_active boolean DEFAULT true);`,
  ],
  [
    '2 super administrator',
    `INSERT INTO management.super_admins (email, password_hash, name, role) VALUES ('${SHIPPED_SUPER_ADMIN}', '${SHIPPED_HASH.replace('$2a', '$2b')}', 'System', 'owner') ON CONFLICT DO NOTHING;`,
  ],
  [
    '7 tiers',
    `ALTER TABLE tenants DROP CONSTRAINT valid_tier;
ALTER TABLE tenants ADD CONSTRAINT valid_tier CHECK (tier IN ('free', 'professional'));`,
  ],
];

/** Runs the migrations that are not in the journal, one database at a time and each script on its own. */
export async function migrate(environment: Environment, migrations: readonly Migration[]): Promise<void> {
  // The journal is looked up by the search path, and created only if no schema of it has one.
  const [journal] = await ask(environment, "SELECT to_regclass('schemaversions') IS NOT NULL");
  if (journal !== 't') await ask(environment, 'CREATE TABLE schemaversions (scriptname text PRIMARY KEY)');
  const done = await ask(environment, 'SELECT scriptname FROM schemaversions');
  for (const [name, sql] of migrations.filter(([name]) => !done.includes(name)))
    await ask(environment, `BEGIN; ${sql}; INSERT INTO schemaversions VALUES ('${name}'); COMMIT;`);
}

/** A sign-in. It names the tenant only if tenants share the instance. */
interface SignIn {
  readonly username?: string;
  readonly tenant?: string;
  readonly password: string;
}

/** Returns the user that signs in, or why the sign-in fails. */
export async function signIn(
  environment: Environment,
  { username = 'admin', tenant, password }: SignIn,
): Promise<Readonly<Record<string, unknown>> | 'unknown' | 'refused'> {
  const ofTenant = tenant === undefined ? '' : ` AND tenantname = '${tenant}'`;
  const rows = await ask(
    environment,
    `SELECT to_jsonb(u) - 'profile_image' FROM public."user" u WHERE username = '${username}'${ofTenant}`,
  );
  if (rows.length > 1) throw new Error('two users have one name, which the application rejects');
  if (rows[0] === undefined) return 'unknown';
  const user = JSON.parse(rows[0]);
  return (await compare(password, user.password)) ? user : 'refused';
}

/** Returns the name of a user's employee, without which the application rejects the session. */
export async function personOf(environment: Environment, employee: unknown): Promise<string | undefined> {
  const [name] = await ask(
    environment,
    `SELECT firstname || ' ' || lastname FROM domain.employee WHERE id = '${employee}'`,
  );
  return name;
}

/** Returns the users of a database whom the documented password signs in. */
export async function openUsers(environment: Environment): Promise<string[]> {
  const { stdout } = await psql(environment, `SELECT username || ' ' || password FROM public."user"`);
  const users = stdout.split('\n').filter((line) => line !== '');
  const open = await Promise.all(users.map((user) => compare(DOCUMENTED, user.split(' ')[1] ?? '')));
  return users.filter((_, i) => open[i]);
}
