import { isDeepStrictEqual } from 'node:util';
import { Document, isNode, isScalar, isSeq, Scalar, visit, type YAMLSeq } from 'yaml';
import type { Json } from './emit.ts';
import { scalarText } from './scalar.ts';

/** Returns an edited document's text. */
export function editedText(document: Document): string {
  return document.toString({ lineWidth: 0, singleQuote: false });
}

/**
 * Changes a document in place where the wanted value differs from the present one, and only there: comments and the order
 * of keys stay as a person wrote them.
 *
 * @param path - keys from the document's root to the value
 * @param present - the value that the document has at the path
 * @param wanted - the value that it gets; undefined removes the field
 */
export function editDocument(
  document: Document,
  path: readonly string[],
  present: Json | undefined,
  wanted: Json | undefined,
): void {
  if (isDeepStrictEqual(present, wanted)) return;
  if (wanted === undefined) {
    document.deleteIn(path);
  } else if (isMapping(present) && isMapping(wanted)) {
    const keys = [...Object.keys(present), ...Object.keys(wanted).filter((key) => !(key in present))];
    for (const key of keys) editDocument(document, [...path, key], present[key], wanted[key]);
  } else {
    const node = document.getIn(path, true);
    if (isScalar(node) && typeof wanted !== 'object') setScalar(node, wanted);
    else if (isSeq(node) && Array.isArray(wanted)) setItems(document, node, wanted);
    else replaceNode(document, path, node, wanted);
  }
}

/** Replaces a node by another kind of value; the comment behind a scalar moves above the new node. */
function replaceNode(document: Document, path: readonly string[], node: unknown, wanted: Json): void {
  const made = safeNode(document, wanted);
  if (isScalar(node) && isNode(made) && node.comment) made.commentBefore = node.comment;
  document.setIn(path, made);
}

function isMapping(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Changes a list in place: the items that it keeps also keep their comments. */
function setItems(document: Document, node: YAMLSeq, wanted: readonly Json[]): void {
  const present = node.toJS(document) as Json[];
  node.items = wanted.map((item) => {
    const i = present.findIndex((candidate) => isDeepStrictEqual(candidate, item));
    return i < 0 ? safeNode(document, item) : node.items[i];
  });
  // Between the list's own comment and its first item, an empty line would be written as white space.
  if (isNode(node.items[0])) node.items[0].spaceBefore = false;
}

/** Changes a scalar in place, so that the comment behind it stays; a number becomes decimal. */
function setScalar(node: Scalar, value: string | number | boolean): void {
  node.value = value;
  node.type = Scalar.PLAIN;
  delete node.format;
  delete node.minFractionDigits;
  quoteWhereNeeded(node);
}

/**
 * Creates a node whose strings mean the same to YAML 1.1 and 1.2 readers: quoted where the emitter would quote. An object
 * that occurs twice is written twice, because the reader rejects aliases.
 */
function safeNode(document: Document, value: Json) {
  const node = document.createNode(value, { aliasDuplicateObjects: false });
  visit(new Document(node), { Scalar: (_key, scalar) => quoteWhereNeeded(scalar) });
  return node;
}

function quoteWhereNeeded(scalar: Scalar): void {
  if (typeof scalar.value === 'string' && scalarText(scalar.value) !== scalar.value)
    scalar.type = Scalar.QUOTE_DOUBLE;
}
