import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readFiles } from '../../files/disk.ts';
import type { Environment } from '../../service/environment.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, SOURCES } from '../fleet.ts';
import { DEVELOPMENT, decidedLine, invitation } from '../serving.ts';
import { json, type Terminal } from '../terminal.ts';
import { generatorVersion } from '../version.ts';

export interface ServeOptions extends CommonOptions {
  readonly embedded?: boolean;
}

/** Where the embedded service keeps its repository, below the root. */
const EMBEDDED_REPOSITORY = '.local/repository.git';

/**
 * `serve`: runs the webhook service until it is stopped.
 *
 * @param stopped - resolves when the service has to stop
 */
export async function serve(
  options: ServeOptions,
  terminal: Terminal,
  variables: Readonly<Record<string, string | undefined>> = process.env,
  stopped: Promise<unknown> = signalled(),
): Promise<number> {
  const { readEnvironment } = await import('../../service/environment.ts');
  const dir = variables['GIT_DIR'] || resolve(options.root, EMBEDDED_REPOSITORY);
  const given = options.embedded ? { ...DEVELOPMENT, GIT_DIR: dir, ...withoutEmpty(variables) } : variables;
  const read = readEnvironment(given);
  if (read.kind === 'problems') {
    if (options.json) terminal.stdout(json({ valid: false, problems: read.problems }));
    else for (const problem of read.problems) terminal.stderr(`environment: ${problem}\n`);
    return EXIT.invalid;
  }
  if (options.embedded) await makeRepository(options.root, dir, read.environment, terminal);
  await run(options, read.environment, terminal, stopped);
  return EXIT.done;
}

async function run(
  options: ServeOptions,
  environment: Environment,
  terminal: Terminal,
  stopped: Promise<unknown>,
): Promise<void> {
  const { startService } = await import('../../service/start.ts');
  const generator = generatorVersion();
  const decided = options.embedded
    ? {
        development: true,
        decided: (facts: Parameters<typeof decidedLine>[0]) => terminal.stdout(decidedLine(facts)),
      }
    : {};
  const service = await startService(environment, { generator, ...decided });
  if (options.embedded) terminal.stdout(invitation(service.url, environment));
  await stopped;
  await service.close();
}

/** Creates a bare repository with the work tree's records and rendered files as its first commit, unless it exists. */
async function makeRepository(
  root: string,
  dir: string,
  { GIT_BRANCH }: Environment,
  terminal: Terminal,
): Promise<void> {
  if (existsSync(join(dir, 'HEAD'))) {
    terminal.stdout(`using ${dir} (remove it to start over)\n`);
    return;
  }
  const { createLocalRepository } = await import('../../git/local.ts');
  const { GENERATED } = await import('../../synth/paths.ts');
  const { PENDING } = await import('../../records/pending.ts');
  const files = await readFiles(root, [...SOURCES, PENDING, ...GENERATED]);
  await createLocalRepository(dir, files, 'the fleet of the work tree', GIT_BRANCH);
  terminal.stdout(`created ${dir} from the work tree: ${files.size} files\n`);
}

function withoutEmpty(variables: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
