import { join } from 'node:path';
import { build } from 'esbuild';

/** Packages that are CommonJS ask for `require`, which a module does not have. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** Plain cdk8s as one file: from its sources it would pay for what this project's own program does not. */
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
