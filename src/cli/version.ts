import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf } from '../cache/cache.ts';
import { listFiles } from '../files/disk.ts';

/** Returns the version in `package.json`; works for the sources and for the bundle. */
export function generatorVersion(): string {
  return (JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as { version: string })
    .version;
}

let known: string | undefined;

/**
 * Returns a hash of everything that rendering depends on, except its input.
 *
 * @returns the hash that `bundle.mjs` wrote beside the bundle, or a hash of the sources if these run directly
 */
export function programHash(): string {
  known ??= hashProgram();
  return known;
}

function hashProgram(): string {
  const root = packageFolder();
  const own = fileURLToPath(import.meta.url);
  // The version is rendered too, and is read at run time.
  const version = generatorVersion();
  const lib = join(root, 'lib');
  if (own.startsWith(lib)) {
    const [build = ''] = relative(lib, own).split(sep);
    return hashOf(`${version} ${readFileSync(join(lib, build, 'program-hash'), 'utf8')}`);
  }
  const files = listFiles(root, ['src', 'imports', 'package-lock.json']);
  return hashOf(`${version} ${files.map((path) => hashOf(readFileSync(join(root, path)))).join()}`);
}

function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
