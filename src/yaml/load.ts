import { parseDocument } from 'yaml';
import type { Json } from './emit.ts';

/** Returns the value of one YAML document; undefined for an empty text, several documents or invalid YAML. */
export function loadDocument(text: string): Json | undefined {
  const document = parseDocument(text, { version: '1.2', prettyErrors: false, stringKeys: true });
  if (document.errors.length > 0) return undefined;
  return (document.toJS() as Json | null) ?? undefined;
}
