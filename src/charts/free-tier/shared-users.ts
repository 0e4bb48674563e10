import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import { sqlScript } from '../administrator/programs.ts';
import { closeDocumented, PREPARE, SESSION, SHARED_EMPLOYEE } from '../administrator/sql.ts';
import type { Program } from '../workload/pod.ts';
import { psqlProgram } from '../workload/psql.ts';
import { freeTierDatabase } from './names.ts';

/** The tenant's name in the rows that the application's migrations create. */
const TEMPLATE_TENANT = 'template';

/**
 * Prepares a migrated tenancy database: each tenant may have its own `admin`, and the one that the migrations create, whose
 * password is documented, is deleted.
 */
const TENANCY = `ALTER TABLE public."user" DROP CONSTRAINT IF EXISTS user_username_key;
CREATE UNIQUE INDEX IF NOT EXISTS user_tenantname_username_key ON public."user" (tenantname, username);
DELETE FROM public."user" WHERE tenantname = '${TEMPLATE_TENANT}';
`;

/** Creates the employee that every tenant's administrator refers to. The migrations give theirs a random id. */
export const EMPLOYEE = `UPDATE domain.employee SET id = '${SHARED_EMPLOYEE}'
  WHERE id = (SELECT employeeid FROM public."user" WHERE username = 'admin' AND tenantname = '${TEMPLATE_TENANT}')
  AND NOT EXISTS (SELECT FROM domain.employee WHERE id = '${SHARED_EMPLOYEE}');
INSERT INTO domain.employee (id, firstname, lastname, proffession, introducedat)
  VALUES ('${SHARED_EMPLOYEE}', 'Workshop', 'Owner', 'Administrator', now()) ON CONFLICT DO NOTHING;
`;

/** Deletes the template's users, so that nobody can sign in to a copy of it. */
const TEMPLATE = `${EMPLOYEE}DELETE FROM public."user";
`;

/** Returns the container that prepares the users after the migrations of template and tenancy. It can run again at any time. */
export function sharedUsers(platform: Platform): Program {
  const { template, tenancy } = sharedDatabases(platform);
  const prepare = PREPARE + SESSION + TENANCY + closeDocumented('tenancy');
  return psqlProgram(platform, {
    name: 'users',
    database: freeTierDatabase(platform, tenancy),
    resources: platform.jobs.resources,
    script:
      sqlScript(TEMPLATE, ' --single-transaction --dbname "$TEMPLATE_DATABASE"') +
      sqlScript(prepare, ' --single-transaction'),
    extra: { TEMPLATE_DATABASE: template },
  });
}
