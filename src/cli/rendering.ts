import type { FileSet } from '../files/file-set.ts';
import type { Fleet } from '../platform/fleet.ts';
import { defined } from '../records/defined.ts';
import { progress, type Terminal } from './terminal.ts';
import { generatorVersion } from './version.ts';

/**
 * Renders a fleet, or some of its tenants, and shows progress.
 *
 * @param tenants - ids; undefined for all
 * @param platform - whether to render the platform's own files too
 */
export async function render(
  fleet: Fleet,
  tenants: readonly string[] | undefined,
  terminal: Terminal,
  platform = tenants === undefined,
): Promise<FileSet> {
  // Imported here because cdk8s takes long to load.
  const { renderBundles } = await import('../synth/render.ts');
  const files = new Map<string, string>();
  const options = { generator: generatorVersion(), platform, ...defined({ tenants }) };
  const shown = progress(terminal, 'rendering', tenants?.length ?? fleet.records.length);
  let done = 0;
  for (const bundle of renderBundles(fleet, options)) {
    for (const [path, text] of bundle.files) files.set(path, text);
    if (bundle.id !== undefined) shown.step(++done);
  }
  shown.end();
  return files;
}
