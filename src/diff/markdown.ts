import { type Compared, type Group, groupsOf } from './compare.ts';
import { groupLines, type Line, objectLines, subjectNames } from './lines.ts';
import { totalsOf, totalsText } from './totals.ts';

/** GitHub's limit for a comment, in characters. A text never has fewer bytes than characters. */
export const LONGEST_COMMENT = 65_536;
/** Bytes that are reserved for the line about groups that do not fit. */
const ROOM = 400;

/** Marks the comment, so that the pull request workflow finds it for the next update. */
export const MARK = '<!-- mechanicbuddy diff -->';

/**
 * Writes a comparison as a pull request's comment. A group that does not fit is shortened as a whole: to the names of its
 * objects, then to a line, then to a number.
 *
 * @param notes - lines of Markdown above the groups, such as the cost of the change
 * @param limit - the longest comment, in bytes
 */
export function differenceMarkdown(
  compared: readonly Compared[],
  notes: readonly string[] = [],
  limit = LONGEST_COMMENT,
): string {
  const head = [
    MARK,
    '### What this change renders',
    '',
    [totalsText(totalsOf(compared)), ...notes].join('  \n'),
    '',
  ].join('\n');
  const groups = groupsOf(compared);
  const parts = [head];
  let left = limit - bytes(head) - ROOM;
  let omitted: Group[] = [];
  for (const [i, group] of groups.entries()) {
    const fitting = forms(group).find((form) => bytes(form()) <= left - 1);
    if (fitting === undefined) {
      omitted = groups.slice(i);
      break;
    }
    parts.push(fitting());
    left -= bytes(fitting()) + 1;
  }
  if (omitted.length > 0) parts.push(omittedText(omitted));
  return `${parts.join('\n')}\n`;
}

/** A group in full, as its objects only, and as one line. */
function forms(group: Group): (() => string)[] {
  const lines = groupLines(group);
  return [() => folded(group, lines), () => folded(group, objectLines(group)), () => `- ${summary(group)}`];
}

function folded(group: Group, lines: readonly Line[]): string {
  const body = lines.map(({ sign, text }) =>
    sign === 'context' ? `  ${text}` : `${sign === '~' ? '!' : sign} ${text}`,
  );
  const fence = '`'.repeat(
    Math.max(3, ...[...body.join('\n').matchAll(/`+/g)].map(([run]) => run.length + 1)),
  );
  return [
    '<details>',
    `<summary>${summary(group)}</summary>`,
    '',
    `${fence}diff`,
    ...body,
    fence,
    '',
    '</details>',
  ].join('\n');
}

function summary({ subjects, changes }: Group): string {
  const names = subjectNames(subjects).map((name) => `<code>${escaped(name)}</code>`);
  const count = subjects[0]?.kind === 'part' ? '' : `<b>${tenants(subjects.length)}</b>: `;
  return `${count}${names.join(', ')} (${changes.length} object${changes.length === 1 ? '' : 's'})`;
}

function omittedText(groups: readonly Group[]): string {
  const subjects = groups.flatMap((group) => group.subjects);
  const parts = subjects.flatMap((subject) => (subject.kind === 'part' ? [subject.name] : []));
  const count = subjects.length - parts.length;
  const who = [...parts, ...(count > 0 ? [tenants(count)] : [])].join(', ');
  return `\n… and ${groups.length} more group${groups.length === 1 ? '' : 's'} (${who}): \`mechanicbuddy diff\` shows them.`;
}

function tenants(count: number): string {
  return `${count.toLocaleString('en')} tenant${count === 1 ? '' : 's'}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
