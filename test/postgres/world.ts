import type { Environment } from './psql.ts';
import { ask } from './psql.ts';

export const OWNER = 'mechanicbuddy_free_tier';
export type Isolation = 'database' | 'schema';

/** The tables that the application's migrations create in a schema. */
const tables = (schema: string) => `
SET search_path = ${schema};
CREATE TABLE "user" (username text, password text NOT NULL, tenantname text, email text UNIQUE, validated boolean NOT NULL DEFAULT false, profile_image bytea, employeeid uuid, must_change_password boolean DEFAULT true, PRIMARY KEY (username, tenantname));
CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE car (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer integer NOT NULL REFERENCES customer, plate text UNIQUE);
CREATE TABLE invoice (id serial PRIMARY KEY, car bigint REFERENCES car, cents integer CHECK (cents >= 0), lines jsonb);
CREATE VIEW revenue AS SELECT customer.name, sum(cents) AS cents FROM customer JOIN car ON car.customer = customer.id JOIN invoice ON invoice.car = car.id GROUP BY 1;
`;

const rows = (schema: string, tenant: string, count: number) => `
SET search_path = ${schema};
INSERT INTO "user" VALUES ('${tenant}-boss', 'stale', '${tenant}', 'boss@${tenant}.example', true), ('${tenant}-left', 'stale', '${tenant}', 'left@${tenant}.example', true);
INSERT INTO customer (name) SELECT '${tenant} customer ' || n FROM generate_series(1, ${count}) n;
INSERT INTO car (customer, plate) SELECT id, '${tenant}-' || id FROM customer;
INSERT INTO invoice (car, cents, lines) SELECT id, id * 100, jsonb_build_object('what', E'Öl\\n''x''') FROM car;
`;

/** A tenant's own database also has more schemas, and an extension that comes with PostgreSQL. */
const DOMAIN = `
CREATE EXTENSION citext;
CREATE SCHEMA domain;
CREATE TABLE domain.employee (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name citext UNIQUE);
INSERT INTO domain.employee (name) VALUES ('Anna'), ('Bert');
`;

/** Starts a shared PostgreSQL with the tenants hinterhof and other, as the free tier's Jobs leave it. */
export async function makeWorld(superuser: Environment, isolation: Isolation): Promise<void> {
  await ask(superuser, `CREATE ROLE ${OWNER} LOGIN`);
  const databases =
    isolation === 'database'
      ? ['mechanicbuddy-hinterhof', 'mechanicbuddy-other', 'mechanicbuddy-tenancy']
      : ['mechanicbuddy-free-tier', 'mechanicbuddy-tenancy'];
  for (const name of databases) await ask(superuser, `CREATE DATABASE "${name}" OWNER ${OWNER}`);
  const owner = (database: string) => ({ ...superuser, PGUSER: OWNER, PGDATABASE: database });
  for (const [tenant, count] of [
    ['hinterhof', 40],
    ['other', 7],
  ] as const) {
    const { database, schema } = placeOf(tenant, isolation);
    if (schema !== 'public') await ask(owner(database), `CREATE SCHEMA ${schema}`);
    await ask(owner(database), tables(schema) + rows(schema, tenant, count));
    if (schema === 'public') await ask(owner(database), DOMAIN);
  }
  await ask(
    owner('mechanicbuddy-tenancy'),
    `${tables('public')}INSERT INTO "user" VALUES ('hinterhof-boss', 'present', 'hinterhof', 'new@hinterhof.example', true), ('hinterhof-new', 'present', 'hinterhof', 'n@hinterhof.example', true), ('other-boss', 'secret', 'other', 'boss@other.example', true);`,
  );
  // CloudNativePG does this for the DatabaseRole.
  await ask(superuser, 'CREATE ROLE import_hinterhof LOGIN CONNECTION LIMIT 10');
}

export function placeOf(tenant: string, isolation: Isolation) {
  return isolation === 'database'
    ? { database: `mechanicbuddy-${tenant}`, schema: 'public' }
    : { database: 'mechanicbuddy-free-tier', schema: `tenant_${tenant}` };
}

export const TABLES = ['"user"', 'customer', 'car', 'invoice'];

/** Returns the rows of each table in order. */
export async function counts(environment: Environment, schema: string): Promise<string[]> {
  return ask(
    environment,
    TABLES.map((table) => `SELECT '${table} ' || count(*) FROM ${schema}.${table};`).join('\n'),
  );
}
