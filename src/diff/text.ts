import { type Compared, type Group, groupsOf } from './compare.ts';
import { groupLines, subjectNames } from './lines.ts';
import { totalsOf, totalsText } from './totals.ts';

/**
 * Writes a comparison for a terminal: the totals, then each group object by object and field by field.
 *
 * @param notes - lines below the totals, such as the cost of the change
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

/** Writes a group's heading: `412 tenants: acme, bigshop, … 410 more`. */
export function heading({ subjects }: Group): string {
  const names = subjectNames(subjects).join(', ');
  if (subjects[0]?.kind === 'part') return names;
  return `${subjects.length.toLocaleString('en')} tenant${subjects.length === 1 ? '' : 's'}: ${names}`;
}
