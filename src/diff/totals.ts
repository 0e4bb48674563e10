import type { Compared } from './compare.ts';

/** How much a change is. Objects are counted once for each subject. */
export interface Totals {
  readonly tenants: { readonly added: number; readonly removed: number; readonly changed: number };
  readonly parts: readonly string[];
  readonly objects: { readonly added: number; readonly removed: number; readonly changed: number };
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
  return { tenants, parts, objects };
}

/** One sentence about it: `412 tenants changed, 2 added; free-tier; 824 objects changed`. */
export function totalsText({ tenants, parts, objects }: Totals): string {
  const list = (counts: Totals['objects'], noun: string) => {
    const said = (['changed', 'added', 'removed'] as const).filter((kind) => counts[kind] > 0);
    return said.map((kind, i) => {
      const what = i === 0 ? ` ${noun}${counts[kind] === 1 ? '' : 's'}` : '';
      return `${counts[kind].toLocaleString('en')}${what} ${kind}`;
    });
  };
  const pieces = [list(tenants, 'tenant').join(', '), parts.join(', '), list(objects, 'object').join(', ')];
  return pieces.filter((piece) => piece !== '').join('; ') || 'nothing that is rendered changes';
}
