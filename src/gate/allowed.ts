/**
 * What commits' messages allow: the trailer's values, several by commas, whatever its case. It is taken at the start of
 * any line, since a merge that squashes puts the trailers of its commits in the midst. In: messages, and the trailer's name.
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
