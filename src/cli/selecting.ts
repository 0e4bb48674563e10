import { parseSelection, type Selection } from '../platform/selection.ts';
import type { TenantRecord } from '../records/schema.ts';
import { reportNotes } from './fleet.ts';
import type { Terminal } from './terminal.ts';

/** What `-l` says; everybody where nothing is said. */
export interface ReadSelection {
  readonly matches: Selection;
  /** Ids that it asks for by name. */
  readonly ids: readonly string[];
}

/** Reads `-l`. Out: nothing where it is wrong usage, which was told. */
export function readSelection(text: string | undefined, terminal: Terminal): ReadSelection | undefined {
  if (text === undefined) return { matches: () => true, ids: [] };
  const selection = parseSelection(text);
  if (selection.kind === 'selection') return selection;
  terminal.stderr(`${selection.message}\n`);
  return undefined;
}

/** Tells of ids that a selection asks for and nobody has. */
export function reportUnknown(
  { ids }: ReadSelection,
  records: readonly TenantRecord[],
  terminal: Terminal,
): void {
  const known = new Set(records.map(({ id }) => id));
  const unknown = [...new Set(ids)].filter((id) => !known.has(id));
  if (unknown.length > 0) reportNotes([`there is no tenant ${unknown.join(', ')}`], terminal);
}

/** Tells of tenants that a command is not for, though they were selected, and why. */
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
    [...reasons].map(([reason, ids]) => `left out: ${someOf(ids)} (${reason})`),
    terminal,
  );
}

const LONGEST_LIST = 6;

function someOf(ids: readonly string[]): string {
  const more = ids.length - LONGEST_LIST;
  return more > 0 ? `${ids.slice(0, LONGEST_LIST).join(', ')} and ${more} more` : ids.join(', ');
}
