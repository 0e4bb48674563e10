import { Document, isScalar, parseDocument, Scalar, visit } from 'yaml';
import { emit, type Json } from '../yaml/emit.ts';
import { scalarText } from '../yaml/scalar.ts';
import { RECORD_KEYS, type TenantRecord } from './schema.ts';

/** The line that gives editors completion and checks in a record. */
const LANGUAGE_SERVER_LINE = '# yaml-language-server: $schema=../schemas/tenant.schema.json\n';

/** A record as the text of a new file, fields in the schema's order, defaults left out. */
export function newRecordText(record: TenantRecord): string {
  return LANGUAGE_SERVER_LINE + emit(plainRecord(record));
}

/**
 * A record's text with the record's values, keeping the comments and the order of keys that a person wrote.
 * In: the file's present text and the record as it shall be. Out: the new text; the same one if nothing differs.
 */
export function editedRecordText(text: string, record: TenantRecord): string {
  const document = parseDocument(text);
  const wanted = plainRecord(record);
  const present = document.toJS() as Record<string, unknown>;
  let differs = false;
  for (const key of RECORD_KEYS) {
    const value = wanted[key];
    const was = key in present ? present[key] : undefined;
    if (JSON.stringify(value) === JSON.stringify(was) || (value === undefined && isDefault(key, was)))
      continue;
    differs = true;
    if (value === undefined) document.delete(key);
    else document.set(key, safeNode(document, value));
  }
  return differs ? document.toString({ lineWidth: 0, singleQuote: false }) : text;
}

/** A node whose strings mean the same to YAML 1.1 and 1.2 readers: quoted where the emitter would quote. */
function safeNode(document: Document, value: Json) {
  const node = document.createNode(value);
  visit(new Document(node), {
    Scalar(_key, scalar) {
      if (isScalar(scalar) && typeof scalar.value === 'string' && scalarText(scalar.value) !== scalar.value)
        scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return node;
}

function plainRecord(record: TenantRecord): { [key: string]: Json } {
  const fields = RECORD_KEYS.map(
    (key) => [key, record[key as keyof TenantRecord] as Json | undefined] as const,
  );
  return Object.fromEntries(
    fields.filter(([key, value]) => value !== undefined && !isEmptyDefault(key, value)),
  ) as { [key: string]: Json };
}

function isEmptyDefault(key: string, value: unknown): boolean {
  return key === 'domains' && Array.isArray(value) && value.length === 0;
}

function isDefault(key: string, value: unknown): boolean {
  return value === undefined || isEmptyDefault(key, value);
}
