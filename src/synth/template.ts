import { unexpanded } from '../charts/workload/environment.ts';
import { textOf } from '../yaml/emit.ts';
import { DuplicateObject, identityOf, type Manifest, streamText } from './manifests.ts';

/** A text cut where words stood in it; a number is the place of a word. */
type Pieces = readonly (string | number)[];

/** A text that stands in gaps: its pieces, how far it is indented, and whether Kubernetes expands `$(NAME)` in it. */
interface Filling {
  readonly pieces: Pieces;
  readonly indent: number;
  readonly isExpanded: boolean;
}

/** Manifests as text with a gap wherever a text holds some of the placeholders that they were rendered with. */
export interface Template {
  /** What stands between the gaps: one more than there are gaps. */
  readonly between: readonly string[];
  /** Which filling each gap takes. */
  readonly gaps: readonly number[];
  readonly fillings: readonly Filling[];
  /** What no two of the objects may share. */
  readonly identities: readonly Pieces[];
}

/** What stands for words, and what every text that holds a placeholder or a part of one has in it, in lower case. */
export interface Cutting {
  readonly placeholders: readonly string[];
  readonly mark: string;
}

/** A chart made something else of a placeholder than to write it. */
export class ChangedPlaceholder extends Error {
  constructor(where: string, text: string) {
    super(`${where}: a chart can only write a tenant’s words, as they are and as values: found ${text}`);
    this.name = 'ChangedPlaceholder';
  }
}

/** Stands for a gap while a text is cut: no YAML text of ours holds it, for it is escaped everywhere. */
const GAP = '\0';

/** Where the kubelet replaces `$(NAME)` by a variable. */
const EXPANDED = /[cC]ontainers\[\d+\]\.(?:env\[\d+\]\.value|(?:command|args)\[\d+\])$/;

/**
 * Cuts the placeholders out of manifests.
 *
 * @throws ChangedPlaceholder where a part of one is left, or one stands in a key: the place of a key depends on it
 */
export function cut(manifests: readonly Manifest[], { placeholders, mark }: Cutting): Template {
  const pieces = piecesWith(placeholders, mark);
  const fillings: Filling[] = [];
  const known = new Map<string, number>();
  const text = streamText(manifests, (value, field, indent) => {
    if (!hasMark(value, mark)) return textOf(value, field, indent);
    const filling = { pieces: pieces(value, field), indent, isExpanded: EXPANDED.test(field) };
    const key = JSON.stringify(filling);
    if (!known.has(key)) known.set(key, fillings.push(filling) - 1);
    return `${GAP}${known.get(key)}${GAP}`;
  });
  const parts = text.split(GAP);
  const between = parts.filter((_, i) => i % 2 === 0);
  const key = between
    .join('\n')
    .split('\n')
    .find((line) => hasMark(line, mark));
  if (key !== undefined) throw new ChangedPlaceholder('a key', key.trim());
  const gaps = parts.filter((_, i) => i % 2 === 1).map(Number);
  const identities = manifests.map((manifest) => pieces(identityOf(manifest), 'metadata.name'));
  return { between, gaps, fillings, identities };
}

/**
 * The text with words in its gaps: what the manifests are as text when they are rendered with these words.
 *
 * @param words - as many as there were placeholders, in their order
 * @throws DuplicateObject where two objects would be one
 */
export function fill({ between, gaps, fillings, identities }: Template, words: readonly string[]): string {
  throwIfTwice(identities.map((pieces) => joined(pieces, words)));
  const escaped = words.map(unexpanded);
  const texts = fillings.map(({ pieces, indent, isExpanded }) =>
    textOf(joined(pieces, isExpanded ? escaped : words), '', indent),
  );
  let text = between[0] ?? '';
  for (const [i, gap] of gaps.entries()) text += `${texts[gap]}${between[i + 1]}`;
  return text;
}

function throwIfTwice(identities: readonly string[]): void {
  if (new Set(identities).size === identities.length) return;
  const twice = identities.find((identity, i) => identities.indexOf(identity) < i);
  throw new DuplicateObject(twice ?? '');
}

function joined(pieces: Pieces, words: readonly string[]): string {
  return pieces.map((piece) => (typeof piece === 'number' ? (words[piece] ?? '') : piece)).join('');
}

function hasMark(text: string, mark: string): boolean {
  return text.toLowerCase().includes(mark);
}

/** Cuts texts, each with the field that it stands in. */
function piecesWith(placeholders: readonly string[], mark: string): (text: string, field: string) => Pieces {
  const any = new RegExp(`(${placeholders.map((each) => each.replace(/\W/g, '\\$&')).join('|')})`);
  return (text, field) =>
    text.split(any).flatMap((part, i): Pieces => {
      if (i % 2 === 1) return [placeholders.indexOf(part)];
      if (hasMark(part, mark)) throw new ChangedPlaceholder(field, text);
      return part === '' ? [] : [part];
    });
}
