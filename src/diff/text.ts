import { type Compared, type Group, groupsOf } from './compare.ts';
import { groupLines, subjectNames } from './lines.ts';
import { totalsOf, totalsText } from './totals.ts';

/**
 * A comparison for a terminal: the sum, then group by group, object by object, field by field. In: `notes`, lines that
 * stand under the sum, such as what the change costs.
 */
export function differenceText(compared: readonly Compared[], notes: readonly string[] = []): string {
  const groups = groupsOf(compared).map(
    (group) =>
      `\n${heading(group)}\n${groupLines(group)
        .map(({ sign, text }) => (sign === 'context' ? `    ${text}` : `  ${sign} ${text}`))
        .join('\n')}\n`,
  );
  return `${[totalsText(totalsOf(compared)), ...notes].join('\n')}\n${groups.join('')}`;
}

/** `412 tenants: acme, bigshop, … 410 more`. */
export function heading({ subjects }: Group): string {
  const names = subjectNames(subjects).join(', ');
  if (subjects[0]?.kind === 'part') return names;
  return `${subjects.length.toLocaleString('en')} tenant${subjects.length === 1 ? '' : 's'}: ${names}`;
}
