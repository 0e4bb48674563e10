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
  /** Every path that it writes or removes, except for pending signups. */
  readonly paths: readonly string[];
}

/** A path that a decision may not write, and why. */
export interface Trespass {
  readonly path: string;
  /** A sentence without its subject, which is the path. */
  readonly reason: string;
}

/**
 * Checks that a decision stays within its own tenant's files. Whatever the records say, it may not touch any other path,
 * anything but regular files, or, when it creates the tenant, anything that exists.
 *
 * @returns the first path that may not be written; undefined when all may
 */
export function trespass(state: FleetState, { record, pending, paths }: Written): Trespass | undefined {
  const subscriptions = [...pending];
  const own = record === undefined ? [] : [recordFile(record.id), ...tenantFiles(record.id)];
  const foreign = paths.find((path) => !own.includes(path));
  if (foreign !== undefined)
    return { path: foreign, reason: `does not belong to ${record?.id ?? 'any tenant'}` };
  const occupants = [...((record && state.occupants.get(record.id)) ?? [])].sort();
  if (record !== undefined && occupants[0] !== undefined && !state.records.has(record.id))
    return {
      path: occupants[0],
      reason: `exists already, but ${recordFile(record.id)} does not: remove it, or restore the record`,
    };
  return (
    firstOf(paths, (path) => obstacle(state.entries, path, occupants)) ??
    firstOf(subscriptions.map(pendingFile), (path) => obstacle(state.entries, path, state.entries.keys())) ??
    unreadablePending(state, subscriptions)
  );
}

/** What prevents writing or removing a file. `others` are the paths that may be below it. */
function obstacle(
  entries: FleetState['entries'],
  path: string,
  others: Iterable<string>,
): Trespass | undefined {
  const kind = entries.get(path);
  if (kind !== undefined && kind !== 'file')
    return { path, reason: `is not a regular file (${kind}): replace it with one` };
  const parents = path.split('/').map((_, i, parts) => parts.slice(0, i).join('/'));
  const parent = parents.find((above) => entries.has(above));
  if (parent !== undefined) return { path: parent, reason: 'is not a folder: remove it' };
  if (kind !== undefined) return undefined;
  for (const other of others)
    if (other.startsWith(`${path}/`))
      return { path, reason: `is a folder (it contains ${other}): remove it` };
  return undefined;
}

/** An unreadable pending signup is not overwritten, because Stripe was told that its content is safe. */
function unreadablePending(
  { entries, pending }: FleetState,
  subscriptions: readonly string[],
): Trespass | undefined {
  const lost = subscriptions.find((each) => entries.has(pendingFile(each)) && !pending.has(each));
  return lost === undefined
    ? undefined
    : { path: pendingFile(lost), reason: 'cannot be read: correct or remove it' };
}

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
