import { readFiles } from '../files/disk.ts';
import { compareFiles } from '../files/file-set.ts';
import type { Fleet } from '../platform/fleet.ts';
import { tenantFiles } from '../synth/paths.ts';
import { count, progress, type Terminal } from './terminal.ts';

/** The largest number of ids in a warning. */
const MOST_NAMED = 3;

/**
 * Finds other tenants whose files differ from what they render to, because `synth` did not run after an edit.
 *
 * @param fleet - the fleet as it will be
 * @param written - the tenants whose files this command writes
 * @returns a warning, if there are such tenants
 */
export async function unsyncedNotes(
  fleet: Fleet,
  written: ReadonlySet<string>,
  root: string,
  terminal: Terminal,
): Promise<readonly string[]> {
  const { renderTenant } = await import('../synth/tenant.ts');
  const others = fleet.records.filter(({ id }) => !written.has(id));
  const shown = progress(terminal, 'comparing', others.length);
  const stale: string[] = [];
  for (const [i, record] of others.entries()) {
    const present = await readFiles(root, tenantFiles(record.id));
    const { additions, deletions } = compareFiles(present, renderTenant(record, fleet.platform));
    if (additions.size + deletions.length > 0) stale.push(record.id);
    shown.step(i + 1);
  }
  shown.end();
  return stale.length === 0 ? [] : [staleNote(stale)];
}

function staleNote(ids: readonly string[]): string {
  const more = ids.length > MOST_NAMED ? `, … ${ids.length - MOST_NAMED} more` : '';
  const named = ids.slice(0, MOST_NAMED).join(', ') + more;
  return `files of ${count(ids.length, 'other tenant')} differ from what platform.yaml and the records render (${named}): run mechanicbuddy synth`;
}
