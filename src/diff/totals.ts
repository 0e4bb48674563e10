import type { Compared } from './compare.ts';
import { restartedDatabases } from './restarts.ts';

/** How much a change is. Objects are counted once for each subject. */
export interface Totals {
  readonly tenants: { readonly added: number; readonly removed: number; readonly changed: number };
  readonly parts: readonly string[];
  readonly objects: { readonly added: number; readonly removed: number; readonly changed: number };
  /** Databases that run before and after, and restart in between. */
  readonly databasesRestarted: number;
}

/** Adds up what changed. A tenant is added or removed when nothing of it was or is rendered. */
export function totalsOf(compared: readonly Compared[]): Totals {
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

/** One sentence about it: `412 tenants changed, 2 added; free-tier; 824 objects changed; 3 databases restart`. */
export function totalsText({ tenants, parts, objects, databasesRestarted }: Totals): string {
  const list = (counts: Totals['objects'], noun: string) => {
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
  return pieces.filter((piece) => piece !== '').join('; ') || 'nothing that is rendered changes';
}
