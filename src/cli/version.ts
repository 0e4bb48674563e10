import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf } from '../cache/cache.ts';
import { listFiles } from '../files/disk.ts';

/** The version in `package.json`, found from the sources and from the compiled program alike. */
export function generatorVersion(): string {
  return (JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as { version: string })
    .version;
}

let known: string | undefined;

/** A hash of all that rendering depends on but its input: of the bundle, written when it was made, or of the sources. */
export function programHash(): string {
  known ??= hashProgram();
  return known;
}

function hashProgram(): string {
  const root = packageFolder();
  const own = fileURLToPath(import.meta.url);
  // The version is rendered too, and read when the program runs.
  const version = generatorVersion();
  if (own.startsWith(join(root, 'lib')))
    return hashOf(`${version} ${readFileSync(join(root, 'lib/program-hash'), 'utf8')}`);
  const files = listFiles(root, ['src', 'imports', 'package-lock.json']);
  return hashOf(`${version} ${files.map((path) => hashOf(readFileSync(join(root, path)))).join()}`);
}

function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
