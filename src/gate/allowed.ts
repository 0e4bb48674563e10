/**
 * Reads the rules that commit messages allow: the trailer's values, separated by commas, in any case. The trailer counts at
 * the start of any line, because a squash merge puts its commits' trailers in the middle of the message.
 *
 * @param trailer - the trailer's name, such as `Allow`
 */
export function allowedIn(messages: readonly string[], trailer: string): string[] {
  const line = new RegExp(`^${trailer}[ \\t]*:(.*(?:\\n[ \\t]+\\S.*)*)`, 'gim');
  return messages.flatMap((message) =>
    [...message.matchAll(line)]
      .flatMap(([, values = '']) => values.split(','))
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  );
}
