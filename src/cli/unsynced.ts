import { readFiles } from '../files/disk.ts';
import { compareFiles } from '../files/file-set.ts';
import type { Fleet } from '../platform/fleet.ts';
import { runningVersion } from '../platform/rings.ts';
import type { Platform } from '../platform/schema.ts';
import { clusterOf } from '../platform/selection.ts';
import type { TenantRecord } from '../records/schema.ts';
import { render } from './rendering.ts';
import type { Terminal } from './terminal.ts';

/**
 * What other edits leave to `synth`: one tenant of each sort is rendered, and compared with what lies there. In: the fleet as
 * it shall be, and the tenants whose files are written anyway.
 */
export async function unsyncedNotes(
  fleet: Fleet,
  written: ReadonlySet<string>,
  root: string,
  terminal: Terminal,
): Promise<readonly string[]> {
  const others = fleet.records.filter(({ id }) => !written.has(id));
  const samples = new Map(others.map((record) => [sortOf(record, fleet.platform), record.id]));
  const wanted = await render(fleet, [...samples.values()], terminal);
  const { additions } = compareFiles(await readFiles(root, [...wanted.keys()]), wanted);
  return additions.size === 0
    ? []
    : [
        'what else platform.yaml and records say by now is not rendered of all others: mechanicbuddy synth does it',
      ];
}

/** Tenants of one sort are rendered alike, but for what they are called. */
function sortOf(record: TenantRecord, platform: Platform): string {
  const { tier, status, purgeStep, archiveStep, migration } = record;
  const release = runningVersion(record, platform).value;
  return JSON.stringify([
    tier,
    status,
    purgeStep,
    archiveStep,
    migration?.step,
    release,
    clusterOf(record, platform),
  ]);
}
