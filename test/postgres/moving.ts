import { spawn } from 'node:child_process';
import {
  MOVING,
  objectsIn,
  only,
  PETE,
  PLATFORM,
  rendered,
  environment as variables,
} from '../fixtures/fleet.ts';
import { expanded } from './kubelet.ts';
import { type Environment, type Ran, runProgram } from './psql.ts';
import { startPostgresql } from './server.ts';
import { type Isolation, makeWorld, OWNER, placeOf } from './world.ts';

const SCHEMA = MOVING.replace(
  '{database: mechanicbuddy-hinterhof}',
  '{database: mechanicbuddy-free-tier, schema: tenant_hinterhof}',
);
const BACK = PETE.replaceAll('pete', 'hinterhof').concat(
  'migration: {from: free, to: professional, step: detached}\n',
);

const EMPTIED = PETE.replaceAll('pete', 'hinterhof').concat('status: purging\npurgeStep: emptied\n');

// biome-ignore lint/suspicious/noExplicitAny: a container as it is rendered
type Container = any;

/** Returns the script that bash gets after the kubelet has expanded it. */
const script = ({ command, args }: Container): string[] =>
  [...command, ...args].map((text) => expanded(text, {}));

/** Renders a record's containers by their place. */
function programs(record: string, isolation: Isolation) {
  const files = rendered([record], `${PLATFORM}freeTier: {isolation: ${isolation}}\n`);
  const job = (path: string, name: string) => only(objectsIn(files, path), 'Job', name).spec.template.spec;
  const shared = job('dist/free-tier/tenants/hinterhof/manifests.yaml', 'db-migration-hinterhof');
  return { files, shared, own: (name: string) => job('dist/tenants/hinterhof/manifests.yaml', name) };
}

/** Renders the containers of each step of a move. */
function containers(isolation: Isolation) {
  const record = isolation === 'database' ? MOVING : SCHEMA;
  const importing = programs(record, isolation);
  const confirmed = programs(record.replace('step: importing', 'step: confirmed'), isolation);
  return {
    cluster: only(
      objectsIn(importing.files, 'dist/tenants/hinterhof/manifests.yaml'),
      'Cluster',
      'tenant-hinterhof-postgresql',
    ).spec,
    prepare: importing.shared.containers[0],
    gate: importing.own('db-import').containers[0],
    revoke: confirmed.shared.containers[0],
    /** Deletes the data that a move has left, and that of a shared tenant. */
    release: programs(record.replace('step: importing', 'step: releasing'), isolation).shared.containers[0],
    purge: programs(EMPTIED, isolation).shared.containers[0],
    unfence: programs(BACK, isolation).shared.initContainers.find(
      ({ name }: { name: string }) => name === 'unfence',
    ),
  };
}

/** Starts a shared PostgreSQL with the tenants, and runs the containers of a move. */
export async function startMove(isolation: Isolation) {
  const server = await startPostgresql();
  const superuser: Environment = server.environment;
  await makeWorld(superuser, isolation);
  const { database, schema } = placeOf('hinterhof', isolation);
  const { cluster, ...rendered } = containers(isolation);
  /** The container's environment, with this server. */
  const at = (container: Container): Environment => ({
    ...Object.fromEntries(
      Object.entries(variables(container)).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
    PGHOST: superuser['PGHOST'] ?? '',
    PGPORT: superuser['PGPORT'] ?? '',
    PGPASSWORD: 'trusted',
  });
  type Step = keyof typeof rendered;
  return {
    superuser,
    cluster,
    schema,
    everything: { ...superuser, PGDATABASE: database },
    owner: { ...superuser, PGUSER: OWNER, PGDATABASE: database },
    importer: { ...superuser, PGUSER: 'import_hinterhof', PGDATABASE: database },
    tenancy: { ...superuser, PGUSER: OWNER, PGDATABASE: 'mechanicbuddy-tenancy' },
    run: (step: Step): Promise<Ran> => runProgram(script(rendered[step]), at(rendered[step])),
    /** Starts a script in a process group, so that a test can kill all of it. */
    start: (step: Step) => start(script(rendered[step]), at(rendered[step])),
    stop: () => server.stop(),
  };
}

export type Move = Awaited<ReturnType<typeof startMove>>;

function start([program = '', ...args]: readonly string[], environment: Environment) {
  const env = { PATH: process.env['PATH'] ?? '', SHLVL: '1', ...environment };
  const child = spawn(program, args, { env, detached: true, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    kill: async () => {
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // it has ended already
      }
      await ended;
    },
  };
}
