/** Changes of single characters up to which a name is taken for a typing error. */
const MOST = 2;

/** @returns the known name that was probably meant: the first of those with the fewest changes; nothing if all are far */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((each) => ({ each, distance: distance(name, each) }))
    .filter((found) => found.distance <= Math.min(MOST, found.each.length - 1))
    .sort((a, b) => a.distance - b.distance);
  return best?.each;
}

/** Levenshtein's: characters inserted, left out or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, character] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
