import { parseDocument } from 'yaml';
import type { Json } from './emit.ts';

/** A text that is one YAML document and no more; nothing for an empty one, or for what is no valid YAML. */
export function loadDocument(text: string): Json | undefined {
  const document = parseDocument(text, { version: '1.2', prettyErrors: false, stringKeys: true });
  if (document.errors.length > 0) return undefined;
  return (document.toJS() as Json | null) ?? undefined;
}
