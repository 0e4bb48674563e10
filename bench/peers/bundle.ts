import { join } from 'node:path';
import { build } from 'esbuild';

/** CommonJS packages need `require`, which a module does not have. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** Bundles plain cdk8s into one file, as this project's own program is: loading the sources would cost extra. */
export async function bundleCdk8s(folder: string): Promise<string> {
  const outfile = join(folder, 'plain-cdk8s.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'plain-cdk8s.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return outfile;
}
