import type { Compared } from './compare.ts';
import { restartedDatabases } from './restarts.ts';

/** The size of a change. Objects are counted once for each subject. */
export interface ChangeTotals {
  readonly tenants: { readonly added: number; readonly removed: number; readonly changed: number };
  readonly parts: readonly string[];
  readonly objects: { readonly added: number; readonly removed: number; readonly changed: number };
  /** Databases that run before and after the change, and restart. */
  readonly databasesRestarted: number;
}

/** Counts what changed. A tenant counts as added or removed if nothing of it was or is rendered. */
export function totalsOf(compared: readonly Compared[]): ChangeTotals {
  const tenants = { added: 0, removed: 0, changed: 0 };
  const objects = { added: 0, removed: 0, changed: 0 };
  const parts: string[] = [];
  for (const { subject, before, after, changes } of compared) {
    for (const { kind } of changes) objects[kind]++;
    if (subject.kind === 'part') parts.push(subject.name);
    else if (before.length === 0) tenants.added++;
    else if (after.length === 0) tenants.removed++;
    else tenants.changed++;
  }
  return { tenants, parts, objects, databasesRestarted: restartedDatabases(compared).length };
}

/** Writes the totals: `412 tenants changed, 2 added; free-tier; 824 objects changed; 3 databases restart`. */
export function totalsText({ tenants, parts, objects, databasesRestarted }: ChangeTotals): string {
  const list = (counts: ChangeTotals['objects'], noun: string) => {
    const said = (['changed', 'added', 'removed'] as const).filter((kind) => counts[kind] > 0);
    return said.map((kind, i) => {
      const what = i === 0 ? ` ${noun}${counts[kind] === 1 ? '' : 's'}` : '';
      return `${counts[kind].toLocaleString('en')}${what} ${kind}`;
    });
  };
  const restarts =
    databasesRestarted === 1
      ? '1 database restarts'
      : `${databasesRestarted.toLocaleString('en')} databases restart`;
  const pieces = [
    list(tenants, 'tenant').join(', '),
    parts.join(', '),
    list(objects, 'object').join(', '),
    databasesRestarted === 0 ? '' : restarts,
  ];
  return pieces.filter((piece) => piece !== '').join('; ') || 'no rendered object changes';
}
