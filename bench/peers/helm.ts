import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Helm's command and a program around its engine, or why they are missing. */
export type Helm =
  | { readonly kind: 'built'; readonly command: string; readonly engine: string; readonly versions: string }
  | { readonly kind: 'skipped'; readonly why: string };

const MODULE = join(import.meta.dirname, 'helm');
const LIBRARY = 'helm.sh/helm/v3';

/** Compiles both into a folder. The first time takes minutes and downloads the modules. */
export function buildHelm(folder: string): Helm {
  const [command, engine] = [join(folder, 'helm'), join(folder, 'helm-engine')];
  try {
    const library = go('list', '-m', '-f', '{{.Path}} {{.Version}}', LIBRARY);
    const versions = `${go('env', 'GOVERSION')}, ${library}`;
    go('build', '-buildvcs=false', '-o', command, `${LIBRARY}/cmd/helm`);
    go('build', '-buildvcs=false', '-o', engine, '.');
    return { kind: 'built', command, engine, versions };
  } catch (error) {
    return { kind: 'skipped', why: error instanceof Error ? error.message : String(error) };
  }
}

function go(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('go', args, { cwd: MODULE, encoding: 'utf8' });
  if (error !== undefined) throw new Error('go is not installed (Debian: apt-get install golang)');
  if (status !== 0) throw new Error(`go ${args.join(' ')}: ${stderr.trim().split('\n').at(-1)}`);
  return stdout.trim();
}
