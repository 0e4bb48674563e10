import { textOf } from '../yaml/emit.ts';
import { identityOf, type Manifest, streamText } from './manifests.ts';

/** A text cut where words stood in it; a number is the place of a word. */
type Pieces = readonly (string | number)[];

/** A text that stands in gaps: its pieces, and how far it is indented. */
interface Filling {
  readonly pieces: Pieces;
  readonly indent: number;
}

/** Manifests as text with a gap wherever a text holds some of the words that they were rendered with. */
export interface Stencil {
  /** What stands between the gaps: one more than there are gaps. */
  readonly between: readonly string[];
  /** Which filling each gap takes. */
  readonly gaps: readonly number[];
  readonly fillings: readonly Filling[];
  /** What no two of the objects may share. */
  readonly identities: readonly Pieces[];
}

/** Stands for a gap while a text is cut: no YAML text of ours holds it, for it is escaped everywhere. */
const GAP = '\0';

/**
 * Cuts the words out of manifests. In: words none of which is a part of another. Out: nothing where a word stands in a
 * key, which is no gap: its place among the keys depends on it.
 */
export function cut(manifests: readonly Manifest[], words: readonly string[]): Stencil | undefined {
  const fillings: Filling[] = [];
  const known = new Map<string, number>();
  const text = streamText(manifests, (value, field, indent) => {
    if (!words.some((word) => value.includes(word))) return textOf(value, field, indent);
    const filling = { pieces: piecesOf(value, words), indent };
    const key = JSON.stringify(filling);
    if (!known.has(key)) known.set(key, fillings.push(filling) - 1);
    return `${GAP}${known.get(key)}${GAP}`;
  });
  const parts = text.split(GAP);
  const between = parts.filter((_, i) => i % 2 === 0);
  if (words.some((word) => between.some((part) => part.includes(word)))) return undefined;
  const gaps = parts.filter((_, i) => i % 2 === 1).map(Number);
  const identities = manifests.map((manifest) => piecesOf(identityOf(manifest), words));
  return { between, gaps, fillings, identities };
}

/** The text with other words; nothing where two objects would then be one. In: as many words as were cut out. */
export function fill(stencil: Stencil, words: readonly string[]): string | undefined {
  const { between, gaps, fillings, identities } = stencil;
  const said = (pieces: Pieces) =>
    pieces.map((piece) => (typeof piece === 'number' ? (words[piece] ?? '') : piece)).join('');
  if (new Set(identities.map(said)).size < identities.length) return undefined;
  const texts = fillings.map(({ pieces, indent }) => textOf(said(pieces), '', indent));
  let text = between[0] ?? '';
  for (const [i, gap] of gaps.entries()) text += `${texts[gap]}${between[i + 1]}`;
  return text;
}

function piecesOf(text: string, words: readonly string[]): Pieces {
  const pieces: (string | number)[] = [];
  let rest = text;
  while (rest !== '') {
    const found = nextOf(rest, words);
    if (found === undefined) return [...pieces, rest];
    const [at, word] = found;
    if (at > 0) pieces.push(rest.slice(0, at));
    pieces.push(word);
    rest = rest.slice(at + (words[word]?.length ?? 0));
  }
  return pieces;
}

/** Where the first of the words stands, and which it is. */
function nextOf(text: string, words: readonly string[]): readonly [at: number, word: number] | undefined {
  const found = words.flatMap((word, i) => {
    const at = text.indexOf(word);
    return at < 0 ? [] : [[at, i] as const];
  });
  return found.sort(([a], [b]) => a - b)[0];
}
