import { type Command, InvalidArgumentError } from 'commander';

/** The syntax of `-l`, for help texts. */
export const SELECTION = 'in kubectl’s label syntax over id tier status channel version cluster';

/** Receives the exit code of a finished command. */
export type Done = (code: number) => void;

/** Adds the options of every command, or the settings that a group of commands passes on. */
export function common(command: Command, { isGroup = false } = {}): Command {
  command.copyInheritedSettings(command.parent ?? command);
  if (isGroup) return command.enablePositionalOptions();
  return command
    .option('--root <dir>', 'the folder with platform.yaml and tenants/', '.')
    .option('--json', 'print JSON for programs');
}

/** Adds the options of commands that write files for a person to commit. */
export function writing(command: Command, planned = 'list what would be written'): Command {
  return command
    .option('--plan', `write nothing; ${planned}`)
    .option('--message-file <file>', 'write the commit message to this file, for git commit --file');
}

/** Collects the values of a repeatable option. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Parses an option's whole number of up to six digits. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** RFC 3339; loading a schema library takes longer than printing help. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Parses an option's time. */
export function moment(text: string): Date {
  const time = new Date(MOMENT.test(text) ? text : Number.NaN);
  if (Number.isNaN(time.getTime()) || !isOnCalendar(text))
    throw new InvalidArgumentError('It must be a time such as 2026-11-23T09:00:00Z.');
  return time;
}

/** `Date` reads 30 February as 2 March. */
function isOnCalendar(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** Writes the examples at the end of a command's help. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  mechanicbuddy ${line}`).join('\n')}`;
}
