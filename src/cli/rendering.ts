import type { FileSet } from '../files/file-set.ts';
import type { Fleet } from '../platform/fleet.ts';
import { progress, type Terminal } from './terminal.ts';
import { generatorVersion } from './version.ts';

/**
 * Renders a fleet, or some of its tenants, and shows how far it is. cdk8s is loaded only here. In: `platform`, whether the
 * platform's own files are rendered beside the named tenants.
 */
export async function render(
  fleet: Fleet,
  tenants: readonly string[] | undefined,
  terminal: Terminal,
  platform = tenants === undefined,
): Promise<FileSet> {
  const { renderBundles } = await import('../synth/render.ts');
  const files = new Map<string, string>();
  const options = { generator: generatorVersion(), platform, ...(tenants === undefined ? {} : { tenants }) };
  const shown = progress(terminal, 'rendering', tenants?.length ?? fleet.records.length);
  let done = 0;
  for (const bundle of renderBundles(fleet, options)) {
    for (const [path, text] of bundle.files) files.set(path, text);
    if (bundle.id !== undefined) shown.step(++done);
  }
  shown.end();
  return files;
}
