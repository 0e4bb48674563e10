import type { Json } from '../yaml/emit.ts';
import { loadDocument } from '../yaml/load.ts';

/** Replaces a tenant's id in its rendered files: plain YAML everywhere, and a text that no customer can use. */
export const ID_TOKEN = '__TENANT_ID__';

/** Replaces a tenant's id in its rendered files, so that equal changes of many tenants become equal values. */
export interface IdMask {
  /** Returns a text with `ID_TOKEN` wherever the id is a word of its own. */
  readonly mask: (text: string) => string;
  /** Returns a value with the id in place of `ID_TOKEN`. */
  readonly unmask: (value: Json) => Json;
  /** Whether a text means the same YAML with `ID_TOKEN` in place of the id. */
  readonly isExact: (text: string) => boolean;
}

/** Words that YAML may read as a part of a number: `1.e10`, `.inf`. */
const NUMERIC = /^(?:e-?\d+|inf|nan)$/;

/**
 * Returns the mask of an id.
 *
 * @param id - a tenant's id, or the name of a folder in its place
 */
export function idMask(id: string): IdMask {
  const word = `${id.replace(/[^A-Za-z0-9-]/g, '\\$&')}(?![A-Za-z0-9])`;
  const inText = new RegExp(`(?<![A-Za-z0-9])${word}`, 'g');
  const isWord = /^[a-z][a-z0-9-]*$/.test(id) && typeof loadDocument(id) === 'string' && !NUMERIC.test(id);
  return {
    mask: (text) => text.replace(inText, ID_TOKEN),
    unmask: (value) => mapTexts(value, (text) => text.replaceAll(ID_TOKEN, id), true),
    // After a backslash an id may be part of an escape.
    isExact: (text) => isWord && !text.includes(ID_TOKEN) && !text.includes(`\\${id}`),
  };
}

/**
 * Changes the strings in a value.
 *
 * @param keys - whether keys are changed too
 * @returns the same object if nothing in it changes
 */
export function mapTexts(value: Json, change: (text: string) => string, keys: boolean): Json {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => mapTexts(item, change, keys));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  const before = Object.entries(value);
  const after = before.map(
    ([key, item]) => [keys ? change(key) : key, mapTexts(item, change, keys)] as const,
  );
  const isSame = after.every(([key, item], i) => key === before[i]?.[0] && item === before[i]?.[1]);
  return isSame ? value : Object.fromEntries(after);
}

/** Whether a key in a value contains `ID_TOKEN`. */
export function isInKeys(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => key.includes(ID_TOKEN) || isInKeys(item));
}
