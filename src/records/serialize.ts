import { isDeepStrictEqual } from 'node:util';
import { Document, isNode, isScalar, isSeq, parseDocument, Scalar, visit, type YAMLSeq } from 'yaml';
import { emit, type Json } from '../yaml/emit.ts';
import { scalarText } from '../yaml/scalar.ts';
import { RECORD_KEYS, type TenantRecord } from './schema.ts';

/** The line that gives editors completion and checks in a record. */
const LANGUAGE_SERVER_LINE = '# yaml-language-server: $schema=../schemas/tenant.schema.json\n';

/** A record as the text of a new file, fields in the schema's order, an empty list of domains left out. */
export function newRecordText(record: TenantRecord): string {
  return LANGUAGE_SERVER_LINE + emit(plainRecord(record));
}

/**
 * A record's text with the record's values, keeping the comments and the order of keys that a person wrote.
 * In: the file's present text and the record as it shall be. Out: the new text; the same one if nothing differs.
 */
export function editedRecordText(text: string, record: TenantRecord): string {
  const document = parseDocument(text);
  const present = document.toJS() as { [key: string]: Json };
  const wanted = plainRecord(record);
  for (const [key, value] of Object.entries(DEFAULTS)) {
    if (!isDeepStrictEqual(present[key] ?? value, wanted[key] ?? value)) continue;
    if (present[key] === undefined) delete wanted[key];
    else wanted[key] = present[key];
  }
  if (isDeepStrictEqual(present, wanted)) return text;
  edit(document, [], present, wanted);
  return document.toString({ lineWidth: 0, singleQuote: false });
}

/** Changes a document where the wanted value differs from the present one, and only there. */
function edit(
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
    for (const key of keys) edit(document, [...path, key], present[key], wanted[key]);
  } else {
    const node = document.getIn(path, true);
    if (isScalar(node) && typeof wanted !== 'object') setScalar(node, wanted);
    else if (isSeq(node) && Array.isArray(wanted)) setItems(document, node, wanted);
    else document.setIn(path, safeNode(document, wanted));
  }
}

function isMapping(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Changes a list in place: items that stay keep their comments. */
function setItems(document: Document, node: YAMLSeq, wanted: readonly Json[]): void {
  const present = node.toJS(document) as Json[];
  node.items = wanted.map((item) => {
    const i = present.findIndex((candidate) => isDeepStrictEqual(candidate, item));
    return i < 0 ? safeNode(document, item) : node.items[i];
  });
  // Between the list's own comment and its first item, an empty line would be written as white space.
  if (isNode(node.items[0])) node.items[0].spaceBefore = false;
}

/** Changes a scalar in place, so that the comment behind it stays; a number is written as decimal from then on. */
function setScalar(node: Scalar, value: string | number | boolean): void {
  node.value = value;
  node.type = Scalar.PLAIN;
  delete node.format;
  delete node.minFractionDigits;
  quoteWhereNeeded(node);
}

/**
 * A node whose strings mean the same to YAML 1.1 and 1.2 readers: quoted where the emitter would quote. An object that
 * stands in two places is written twice, for aliases are not read.
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

/** What a record means when it leaves a field out. */
const DEFAULTS: { readonly [key: string]: Json } = { status: 'active', domains: [] };

/** A record's fields in the schema's order; an empty list of domains is left out. */
function plainRecord(record: TenantRecord): { [key: string]: Json } {
  const fields = RECORD_KEYS.map((key) => [key, record[key as keyof TenantRecord]] as const);
  const filled = fields.filter(
    ([key, value]) => value !== undefined && !(key === 'domains' && record.domains.length === 0),
  );
  return Object.fromEntries(filled) as { [key: string]: Json };
}
