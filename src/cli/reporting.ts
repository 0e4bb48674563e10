import { writeFile } from 'node:fs/promises';
import type { CommonOptions } from './fleet.ts';
import { count, type Terminal } from './terminal.ts';

/** More lines than this are counted, not listed. */
const LONGEST_LIST = 40;

/** Prints the files that were or would be written and removed; long lists are shortened. */
export function printFiles(
  { written, removed }: { readonly written: readonly string[]; readonly removed: readonly string[] },
  isPlanned: boolean,
  terminal: Terminal,
): void {
  const [write, remove] = isPlanned ? ['would write ', 'would remove '] : ['wrote ', 'removed '];
  const lines = [...written.map((path) => write + path), ...removed.map((path) => remove + path)];
  for (const line of lines.slice(0, LONGEST_LIST)) terminal.stdout(`${line}\n`);
  if (lines.length > LONGEST_LIST)
    terminal.stdout(`… and ${count(lines.length - LONGEST_LIST, 'more file')}\n`);
}

interface AdviceOptions extends CommonOptions {
  readonly messageFile?: string;
}

/**
 * Prints the commit message to use, and writes it to `--message-file`, which `git commit --file` reads.
 *
 * @param message - ends with a newline
 */
export async function adviseCommit(
  message: string,
  { json, messageFile }: AdviceOptions,
  terminal: Terminal,
): Promise<void> {
  if (messageFile !== undefined) await writeFile(messageFile, message);
  if (json) return;
  const lines = message.trimEnd().split('\n');
  const shown = lines.slice(0, LONGEST_LIST);
  const rest = lines.length - shown.length;
  const more = rest > 0 ? `… and ${count(rest, 'more line')}: --message-file writes all of them\n` : '';
  terminal.stdout(`\nCommit these files together, with this message:\n\n${shown.join('\n')}\n${more}`);
}
