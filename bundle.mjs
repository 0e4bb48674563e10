// Makes the installed program: one bundle in few files, of which help and most commands load only the first.
import { createHash } from 'node:crypto';
import { chmod, cp, glob, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('lib', { recursive: true, force: true });
await build({
  entryPoints: [
    { in: 'src/cli/main.ts', out: 'src/cli/main' },
    // `src/cli/verify.ts` looks for it beside itself.
    { in: 'src/cli/verify-thread.ts', out: 'chunks/verify-thread' },
  ],
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  outdir: 'lib',
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'eof',
  logLevel: 'warning',
  // Packages that are CommonJS ask for `require`, which a module does not have.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
});
// The fleet page is served as it is written; `src/http/page.ts` looks for it beside itself.
await cp('src/http/page', 'lib/chunks/page', { recursive: true });
await chmod('lib/src/cli/main.js', 0o755);

// What was rendered by another program is rendered again: `src/cli/version.ts` reads this.
const digest = createHash('sha256');
for (const path of (await Array.fromAsync(glob('lib/**/*.js'))).sort()) digest.update(await readFile(path));
await writeFile('lib/program-hash', digest.digest('base64url'));
