import type { Platform } from '../../platform/schema.ts';
import type { Resources } from '../../records/fields.ts';
import type { DatabaseAccess } from '../workload/application.ts';
import { type Environment, secret } from '../workload/environment.ts';
import type { Program } from '../workload/pod.ts';
import { psqlProgram } from '../workload/psql.ts';
import { applyPassword, closeDocumented, PREPARE, SESSION, settings } from './sql.ts';

/** Who signs in to a tenant first, and the Secret with the generated password. */
export interface Administrator {
  readonly tenant: string;
  readonly ownerEmail: string;
  readonly secret: string;
}

interface UsersProps {
  /** Its role owns the database. */
  readonly database: DatabaseAccess;
  readonly resources: Resources;
}

/** Returns the variables that `SETTINGS` reads. */
export function administratorEnvironment(administrator: Administrator): Environment {
  return {
    TENANT_ID: administrator.tenant,
    OWNER_EMAIL: administrator.ownerEmail,
    ADMIN_PASSWORD: secret(administrator.secret, 'password'),
  };
}

/** Hands the variables of `administratorEnvironment` to `applyPassword`. */
export const SETTINGS = settings({ tenant: 'TENANT_ID', email: 'OWNER_EMAIL', password: 'ADMIN_PASSWORD' });

/**
 * Wraps SQL in a bash script for psql. The first statement that fails ends it.
 * @param options Further options of psql, with a leading space.
 */
export function sqlScript(sql: string, options = ''): string {
  return `psql --no-psqlrc --quiet --set ON_ERROR_STOP=1${options} <<'SQL'
${sql}SQL
`;
}

/** Returns the container that gives a dedicated database its administrator, after the migration and before the API. */
export function administratorProgram(
  platform: Platform,
  { administrator, ...props }: UsersProps & { readonly administrator: Administrator },
): Program {
  return psqlProgram(platform, {
    name: 'administrator',
    ...props,
    script: sqlScript(PREPARE + SESSION + SETTINGS + applyPassword('own') + closeDocumented('own')),
    extra: administratorEnvironment(administrator),
  });
}

/** Returns the init container of each API pod that closes the documented password, whatever failed before. */
export function closingProgram(platform: Platform, props: UsersProps): Program {
  const script = sqlScript(PREPARE + SESSION + closeDocumented('own'));
  return psqlProgram(platform, { name: 'close-documented-password', ...props, script });
}
