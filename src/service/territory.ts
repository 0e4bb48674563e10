import { recordFile } from '../records/parse.ts';
import { pendingFile } from '../records/pending.ts';
import type { TenantRecord } from '../records/schema.ts';
import { tenantFiles } from '../synth/paths.ts';
import type { FleetState } from './state.ts';

/** What a decision is about to write. */
interface Written {
  readonly record: TenantRecord | undefined;
  /** Subscriptions whose pending signups it writes or removes. */
  readonly pending: Iterable<string>;
  /** Every path that it writes or removes, but for pending signups. */
  readonly paths: readonly string[];
}

/**
 * Whether a decision stays within its own tenant's files: whatever the records say, it may touch no other path, nothing
 * that is not a regular file, and, where it creates the tenant, nothing that is there already.
 *
 * @returns why not, as a sentence that names the path; nothing when it may be committed
 */
export function trespass(state: FleetState, { record, pending, paths }: Written): string | undefined {
  const waiting = [...pending];
  const own = record === undefined ? [] : [recordFile(record.id), ...tenantFiles(record.id)];
  const foreign = paths.find((path) => !own.includes(path));
  if (foreign !== undefined) return `${foreign} does not belong to ${record?.id ?? 'any tenant'}`;
  const occupants = [...((record && state.occupants.get(record.id)) ?? [])].sort();
  if (record !== undefined && occupants[0] !== undefined && !state.records.has(record.id))
    return `${occupants[0]} is there already, without a record ${recordFile(record.id)}: remove it, or restore the record`;
  return (
    firstOf(paths, (path) => obstacle(state.entries, path, occupants)) ??
    firstOf(waiting.map(pendingFile), (path) => obstacle(state.entries, path, state.entries.keys())) ??
    unread(state, waiting)
  );
}

/** What stands in the way of writing a file, or removing it. `others`: the paths that may lie below it. */
function obstacle(
  entries: FleetState['entries'],
  path: string,
  others: Iterable<string>,
): string | undefined {
  const kind = entries.get(path);
  if (kind !== undefined && kind !== 'file')
    return `${path} is not a regular file (${kind}): replace it by one`;
  const parts = path.split('/');
  const folder = firstOf(parts.slice(1), (_, i) => {
    const above = parts.slice(0, i + 1).join('/');
    return entries.has(above) ? above : undefined;
  });
  if (folder !== undefined) return `${folder} is not a folder: remove it`;
  if (kind !== undefined) return undefined;
  for (const other of others)
    if (other.startsWith(`${path}/`)) return `${path} is a folder (it holds ${other}): remove it`;
  return undefined;
}

/** A pending signup that cannot be read is not written over: what it holds was acknowledged. */
function unread({ entries, pending }: FleetState, subscriptions: readonly string[]): string | undefined {
  const lost = subscriptions.find((each) => entries.has(pendingFile(each)) && !pending.has(each));
  return lost === undefined ? undefined : `${pendingFile(lost)} cannot be read: correct or remove it`;
}

function firstOf<Item>(
  items: readonly Item[],
  find: (item: Item, index: number) => string | undefined,
): string | undefined {
  for (const [i, item] of items.entries()) {
    const found = find(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}
