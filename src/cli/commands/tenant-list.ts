import { nextMove } from '../../lifecycle/dates.ts';
import { rfc3339 } from '../../platform/new-tenant.ts';
import { resolve } from '../../platform/resolve.ts';
import { channelOf } from '../../platform/rings.ts';
import { clusterOf } from '../../platform/selection.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, loadFleet } from '../fleet.ts';
import { readSelection, reportUnknown } from '../selecting.ts';
import { json, type Terminal, table } from '../terminal.ts';

export interface ListOptions extends CommonOptions {
  readonly selector?: string;
}

/** `tenant list`: lists all or the selected tenants. */
export async function tenantList(options: ListOptions, terminal: Terminal): Promise<number> {
  const selection = readSelection(options.selector, terminal);
  if (selection === undefined) return EXIT.usage;
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const { platform, records } = loaded.fleet;
  reportUnknown(selection, records, terminal);
  const tenants = records
    .filter((record) => selection.matches(record, platform))
    .map((record) => {
      const { host, version, phase } = resolve(record, platform);
      const { id, name, tier, status, mechanics } = record;
      const channel = channelOf(record, platform) ?? null;
      const cluster = clusterOf(record, platform);
      const pinned = channel === null;
      const move = nextMove(record, platform);
      const next = move && { what: move.subject, at: rfc3339(move.at) };
      const decided = { cluster, channel, version, pinned, host, phase };
      return { id, name, tier, status, mechanics, ...decided, ...(next && { next }) };
    });
  if (options.json) terminal.stdout(json({ tenants }));
  else if (tenants.length === 0) terminal.stderr('no tenants\n');
  else {
    const headings = ['ID', 'TIER', 'STATUS', 'MECHANICS', 'CHANNEL', 'VERSION', 'HOST', 'NAME'];
    const rows = tenants.map((t) => [
      ...[t.id, t.tier, t.status, String(t.mechanics)],
      ...[t.channel ?? 'pinned', t.version, t.host, t.name],
    ]);
    terminal.stdout(table(headings, rows));
  }
  return EXIT.done;
}
