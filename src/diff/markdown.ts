import { type Compared, type Group, groupsOf } from './compare.ts';
import { groupLines, type Line, objectLines, subjectNames } from './lines.ts';
import { totalsOf, totalsText } from './totals.ts';

/** GitHub's limit for a comment, in characters; bytes are never fewer. */
export const LONGEST_COMMENT = 65_536;
/** Room for what is said about groups that did not fit. */
const ROOM = 400;

/** Finds the comment that is updated (the pull request workflow looks for it). */
export const MARK = '<!-- mechanicbuddy diff -->';

/**
 * A comparison as a pull request's comment, never longer than `limit` bytes. What does not fit is cut by group: first to
 * the names of the objects, then to a line, then to a number; never in the midst of one. In: `notes`, lines of
 * Markdown that stand above the groups, such as what the change costs.
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
  let untold: Group[] = [];
  for (const [i, group] of groups.entries()) {
    const told = forms(group).find((form) => bytes(form()) <= left - 1);
    if (told === undefined) {
      untold = groups.slice(i);
      break;
    }
    parts.push(told());
    left -= bytes(told()) + 1;
  }
  if (untold.length > 0) parts.push(untoldText(untold));
  return `${parts.join('\n')}\n`;
}

/** A group in full, by its objects only, and in one line. */
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

function untoldText(groups: readonly Group[]): string {
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
