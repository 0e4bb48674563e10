import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatorVersion } from '../src/cli/version.ts';
import { createLocalRepository } from '../src/git/local.ts';
import { parseFleet } from '../src/platform/fleet.ts';
import { renderFleet } from '../src/synth/render.ts';
import { generateFleet } from './fleet.ts';

export interface BenchRepository {
  readonly dir: string;
  readonly commits: () => number;
  readonly remove: () => void;
}

/** Large enough for all signups of the bench. */
const PLACES = 100_000;

/** Creates a bare repository with a generated fleet and its rendered files. */
export async function makeRepository(tenants: number): Promise<BenchRepository> {
  const files = generateFleet(tenants);
  const platform = files.get('platform.yaml') ?? '';
  files.set('platform.yaml', platform.replace(/maxTenants: \d+/, `maxTenants: ${PLACES}`));
  const fleet = parseFleet(files);
  if (fleet.kind === 'problems') throw new Error(JSON.stringify(fleet.problems[0]));
  const rendered = renderFleet(fleet, { generator: generatorVersion() });
  const place = mkdtempSync(join(tmpdir(), 'bench-service-'));
  const dir = join(place, 'repository.git');
  await createLocalRepository(dir, new Map([...files, ...rendered]), 'the fleet');
  return {
    dir,
    commits: () =>
      Number(execFileSync('git', ['-C', dir, 'rev-list', '--count', 'main'], { encoding: 'utf8' })),
    remove: () => rmSync(place, { recursive: true }),
  };
}
