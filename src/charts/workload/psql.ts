import type { Platform } from '../../platform/schema.ts';
import type { Resources } from '../../records/fields.ts';
import type { DatabaseAccess } from './application.ts';
import { type Environment, secret, unexpanded } from './environment.ts';
import type { Program } from './pod.ts';

interface PsqlProps {
  readonly name: string;
  readonly database: DatabaseAccess;
  readonly resources: Resources;
  readonly script: string;
  readonly extra?: Environment;
}

/** Returns a container that runs a bash script in which `psql` connects to a database. */
export function psqlProgram(
  { images }: Platform,
  { name, database, resources, script, extra }: PsqlProps,
): Program {
  return {
    name,
    image: images.postgresql,
    pullPolicy: images.pullPolicy,
    resources,
    environment: {
      PGHOST: database.host,
      PGPORT: String(database.port),
      PGDATABASE: database.name,
      PGUSER: database.user,
      PGPASSWORD: secret(database.secret, 'password'),
      PGCONNECT_TIMEOUT: '5',
      ...extra,
    },
    writable: ['/tmp'],
    command: ['bash', '-euo', 'pipefail', '-c'],
    args: [unexpanded(script)],
  };
}

/** Returns a container that waits until a database answers: it may be new or failing over, and Argo CD does not wait for it. */
export function waitForDatabase(
  platform: Platform,
  database: DatabaseAccess,
  resources: Resources,
  name = 'wait-for-database',
): Program {
  const script = [
    'until psql --no-psqlrc --quiet --command "SELECT 1" > /dev/null; do',
    '  sleep 3',
    'done',
    '',
  ];
  return psqlProgram(platform, { name, database, resources, script: script.join('\n') });
}
