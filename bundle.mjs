// Makes the installed program: `lib/BUILD/` holds a whole bundle, and `lib/src/cli/main.js` names the one that runs.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  glob,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

const MAIN = 'lib/src/cli/main.js';
/** Milliseconds. A program that still runs may load a part of an older build, and another build may be under way. */
const KEPT = 24 * 60 * 60 * 1000;

const sources = await hashOf([
  ...(await filesIn('src', '*.*')),
  ...(await filesIn('imports', '*.*')),
  ...['bundle.mjs', 'tsconfig.json', 'package-lock.json', 'node_modules/.package-lock.json'].filter(
    existsSync,
  ),
]);
const wanted = `// Built from ${sources}.`;
if (!(await isBuilt())) {
  const name = await makeBuild();
  await replace(MAIN, `#!/usr/bin/env node\n${wanted}\nimport '../../${name}/main.js';\n`);
  await removeOld(name);
}

/** Whether the program is there and was built from just these sources. */
async function isBuilt() {
  const main = existsSync(MAIN) ? await readFile(MAIN, 'utf8') : '';
  const target = /^import '(.*)';$/m.exec(main)?.[1];
  return main.includes(wanted) && target !== undefined && existsSync(join(dirname(MAIN), target));
}

/** Builds beside what is there, and returns the name of the build's folder, which its content gives. */
async function makeBuild() {
  const beside = `lib/.${process.pid}-${Date.now()}`;
  await bundle(beside);
  // The fleet page is served as it is written; `src/http/page.ts` looks for it beside itself.
  await cp('src/http/page', join(beside, 'page'), { recursive: true });
  // What another program rendered is rendered again: `src/cli/version.ts` reads this.
  await writeFile(join(beside, 'program-hash'), await hashOf(await filesIn(beside, '*.js'), beside));
  const name = (await hashOf(await filesIn(beside, '*'), beside)).replace(/\W/g, '').slice(0, 16);
  await rename(beside, join('lib', name)).catch(async (error) => {
    if (!existsSync(join('lib', name, 'program-hash'))) throw error;
    await rm(beside, { recursive: true });
    await utimes(join('lib', name), new Date(), new Date());
  });
  return name;
}

/** One bundle in few files, of which help and most commands load only the first. */
async function bundle(folder) {
  const { outputFiles } = await build({
    // `src/cli/hash-check.ts` looks for its thread beside itself.
    entryPoints: ['main', 'hash-check-thread'].map((name) => ({ in: `src/cli/${name}.ts`, out: name })),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.12',
    // The names of the files follow from this: they have to be the same for every build of the same sources.
    outdir: 'lib/build',
    write: false,
    chunkNames: '[name]-[hash]',
    legalComments: 'eof',
    logLevel: 'warning',
    // Packages that are CommonJS ask for `require`, which a module does not have.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
  await mkdir(folder, { recursive: true });
  for (const { path, contents } of outputFiles) await writeFile(join(folder, basename(path)), contents);
}

/** Files, not folders. */
async function filesIn(folder, pattern) {
  const entries = await Array.fromAsync(glob(`${folder}/**/${pattern}`, { withFileTypes: true }));
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** A hash of files: of their names, as seen from a folder, and of their content. */
async function hashOf(paths, folder = '.') {
  const digest = createHash('sha256');
  for (const path of paths.sort()) digest.update(`${relative(folder, path)}\0`).update(await readFile(path));
  return digest.digest('base64url');
}

/** A file is the old one or the new one, whenever it is read. */
async function replace(path, text) {
  await mkdir(dirname(path), { recursive: true });
  const beside = `lib/.main-${process.pid}`;
  await writeFile(beside, text);
  await chmod(beside, 0o755);
  await rename(beside, path);
}

async function removeOld(current) {
  for (const name of await readdir('lib')) {
    const path = join('lib', name);
    // A build that is under way may rename its folder, or remove the same one.
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    const isOld = Date.now() - mtimeMs > KEPT;
    if (isOld && name !== current && name !== 'src') await rm(path, { recursive: true, force: true });
  }
}
