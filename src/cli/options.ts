import { type Command, InvalidArgumentError } from 'commander';

/** Told the exit code when a command is through. */
export type Done = (code: number) => void;

/** What every command has, and what a group of commands hands on. */
export function common(command: Command, { isGroup = false } = {}): Command {
  command.copyInheritedSettings(command.parent ?? command);
  if (isGroup) return command.enablePositionalOptions();
  return command
    .option('--root <dir>', 'the folder with platform.yaml and tenants/', '.')
    .option('--json', 'print JSON for programs');
}

/** What every command has that writes what a person commits. */
export function writing(command: Command, planned = 'list what would be written'): Command {
  return command
    .option('--plan', `write nothing; ${planned}`)
    .option('--message-file <file>', 'write the commit’s message there, for git commit --file');
}

/** For an option that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

/** RFC 3339; a schema library would take longer to load than help takes to print. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

export function moment(text: string): Date {
  const time = new Date(MOMENT.test(text) ? text : Number.NaN);
  if (Number.isNaN(time.getTime()) || !isOnCalendar(text))
    throw new InvalidArgumentError('It has to be a time such as 2026-11-23T09:00:00Z.');
  return time;
}

/** `Date` takes the 30th of February for the 2nd of March. */
function isOnCalendar(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  mechanicbuddy ${line}`).join('\n')}`;
}
