import { unexpanded } from '../charts/workload/environment.ts';
import { textOf } from '../yaml/emit.ts';
import { DuplicateObject, type Manifest, objectKey, streamText } from './manifests.ts';

/** A text in pieces: strings, and numbers for the words that go between them. */
type Pieces = readonly (string | number)[];

/** A text that fills gaps: its pieces, its indentation in spaces, and whether Kubernetes expands `$(NAME)` in it. */
interface Filling {
  readonly pieces: Pieces;
  readonly indent: number;
  readonly isExpanded: boolean;
}

/** Rendered manifests with a gap in place of each text that contains placeholders. */
export interface Template {
  /** The text around the gaps: one piece more than there are gaps. */
  readonly between: readonly string[];
  /** The index of each gap's filling. */
  readonly gaps: readonly number[];
  readonly fillings: readonly Filling[];
  /** The objects' keys, which have to differ once they are filled. */
  readonly identities: readonly Pieces[];
}

/** The placeholders, in the order of the words; and a mark (in lower case) that each of their parts contains. */
export interface Cutting {
  readonly placeholders: readonly string[];
  readonly mark: string;
}

/** Thrown if a chart did anything with a placeholder but write it. */
export class ChangedPlaceholder extends Error {
  constructor(where: string, text: string) {
    super(`${where}: a chart may only write a tenant’s words unchanged, and as values: found ${text}`);
    this.name = 'ChangedPlaceholder';
  }
}

/** Marks a gap while a text is cut. The emitter escapes this character, so that no YAML text contains it. */
const GAP = '\0';

/** Fields in which the kubelet replaces `$(NAME)` by a variable. */
const EXPANDED = /[cC]ontainers\[\d+\]\.(?:env\[\d+\]\.value|(?:command|args)\[\d+\])$/;

/**
 * Cuts the placeholders out of manifests.
 *
 * @throws ChangedPlaceholder for a part of a placeholder, or one in a key: the order of keys depends on it
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
  const identities = manifests.map((manifest) => pieces(objectKey(manifest), 'metadata.name'));
  return { between, gaps, fillings, identities };
}

/**
 * Fills a template with words: the result is the text of the manifests as rendered with these words.
 *
 * @param words - as many as there were placeholders, in their order
 * @throws DuplicateObject if the words make two objects one
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

/** Returns a function that cuts the text of a field. */
function piecesWith(placeholders: readonly string[], mark: string): (text: string, field: string) => Pieces {
  const any = new RegExp(`(${placeholders.map((each) => each.replace(/\W/g, '\\$&')).join('|')})`);
  return (text, field) =>
    text.split(any).flatMap((part, i): Pieces => {
      if (i % 2 === 1) return [placeholders.indexOf(part)];
      if (hasMark(part, mark)) throw new ChangedPlaceholder(field, text);
      return part === '' ? [] : [part];
    });
}
