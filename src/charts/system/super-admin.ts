import { generationOf } from '../../platform/administrator.ts';
import type { Platform } from '../../platform/schema.ts';
import { sqlScript } from '../administrator/programs.ts';
import { applySuperAdmin, closeShipped, PREPARE, SESSION, settings } from '../administrator/sql.ts';
import { secret } from '../workload/environment.ts';
import type { Program } from '../workload/pod.ts';
import { psqlProgram } from '../workload/psql.ts';
import { managementDatabase as database } from './names.ts';

/** Returns the account's e-mail address in lower case, as the application compares it. */
export function superAdminEmail({ system, domain }: Platform): string {
  return (system.superAdmin.initialEmail ?? `admin@${domain}`).toLowerCase();
}

/** Returns the name of the Secret with its generated password. */
export function superAdminSecret({ system }: Platform): string {
  return generationOf('super-admin-credentials', system.superAdmin.passwordGeneration);
}

/** Returns the container that, after the migration, creates the platform's super administrator and switches off the shipped one. */
export function superAdminProgram(platform: Platform): Program {
  const values = settings({ email: 'SUPER_ADMIN_EMAIL', password: 'SUPER_ADMIN_PASSWORD' });
  return psqlProgram(platform, {
    name: 'super-admin',
    database,
    resources: platform.jobs.resources,
    script: sqlScript(PREPARE + SESSION + values + applySuperAdmin + closeShipped),
    extra: {
      SUPER_ADMIN_EMAIL: superAdminEmail(platform),
      SUPER_ADMIN_PASSWORD: secret(superAdminSecret(platform), 'password'),
    },
  });
}

/** Returns the init container of each management API pod that switches off the shipped account, whatever failed before. */
export function closingSuperAdmin(platform: Platform): Program {
  return psqlProgram(platform, {
    name: 'close-shipped-account',
    database,
    resources: platform.jobs.resources,
    script: sqlScript(PREPARE + SESSION + closeShipped),
  });
}
