import { parseSelection, type Selection } from '../platform/selection.ts';
import type { TenantRecord } from '../records/schema.ts';
import { reportNotes } from './fleet.ts';
import type { Terminal } from './terminal.ts';

/** The tenants that `-l` selects; by default all. */
interface ReadSelection {
  readonly matches: Selection;
  /** Ids that the selection names. */
  readonly ids: readonly string[];
}

/** Reads `-l`; prints the error and returns undefined if its syntax is wrong. */
export function readSelection(text: string | undefined, terminal: Terminal): ReadSelection | undefined {
  if (text === undefined) return { matches: () => true, ids: [] };
  const selection = parseSelection(text);
  if (selection.kind === 'selection') return selection;
  terminal.stderr(`${selection.message}\n`);
  return undefined;
}

/** Warns of ids that a selection names and no tenant has. */
export function reportUnknown(
  { ids }: ReadSelection,
  records: readonly TenantRecord[],
  terminal: Terminal,
): void {
  const known = new Set(records.map(({ id }) => id));
  const unknown = [...new Set(ids)].filter((id) => !known.has(id));
  if (unknown.length > 0) reportNotes([`no such tenant: ${unknown.join(', ')}`], terminal);
}

/** Warns of selected tenants that a command does not apply to, with the reasons. */
export function reportLeftOut(
  records: readonly TenantRecord[],
  why: (record: TenantRecord) => string | undefined,
  terminal: Terminal,
): void {
  const reasons = new Map<string, string[]>();
  for (const record of records) {
    const reason = why(record) ?? '';
    reasons.set(reason, [...(reasons.get(reason) ?? []), record.id]);
  }
  reportNotes(
    [...reasons].map(([reason, ids]) => `skipped: ${someOf(ids)} (${reason})`),
    terminal,
  );
}

const LONGEST_LIST = 6;

function someOf(ids: readonly string[]): string {
  const more = ids.length - LONGEST_LIST;
  return more > 0 ? `${ids.slice(0, LONGEST_LIST).join(', ')} and ${more} more` : ids.join(', ');
}
