import type { Platform } from '../../platform/schema.ts';
import type { DatabaseAccess } from '../workload/application.ts';
import { type Environment, secret } from '../workload/environment.ts';
import type { Program } from '../workload/pod.ts';

/** A container that runs a bash script with `psql` set up for a database. */
export function psqlProgram(
  platform: Platform,
  name: string,
  database: DatabaseAccess,
  script: string,
  extra: Environment = {},
): Program {
  return {
    name,
    image: platform.images.postgresql,
    pullPolicy: platform.images.pullPolicy,
    resources: platform.freeTier.onboarding.resources,
    environment: {
      PGHOST: database.host,
      PGPORT: String(database.port),
      PGDATABASE: database.name,
      PGUSER: database.user,
      PGPASSWORD: secret(database.secret, 'password'),
      PGCONNECT_TIMEOUT: '5',
      HOME: '/tmp',
      ...extra,
    },
    writable: ['/tmp'],
    command: ['bash', '-euo', 'pipefail', '-c'],
    args: [script],
  };
}

/** Waits until a database answers: it is made by the operator, which Argo CD does not wait for. */
export function waitForDatabase(
  platform: Platform,
  database: DatabaseAccess,
  name = 'wait-for-database',
): Program {
  const script = [
    'until psql --no-psqlrc --quiet --command "SELECT 1" > /dev/null; do',
    '  sleep 3',
    'done',
    '',
  ];
  return psqlProgram(platform, name, database, script.join('\n'));
}
