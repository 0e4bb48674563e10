import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';
import { editDocument, editedText } from '../yaml/edit.ts';
import { emit, type Json } from '../yaml/emit.ts';
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
  editDocument(document, [], present, wanted);
  return editedText(document);
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
