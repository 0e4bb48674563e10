import type { Json } from '../yaml/emit.ts';
import { loadDocument } from '../yaml/load.ts';

/** Stands for a tenant's id in what was rendered of it: plain YAML everywhere, and no text of anybody's. */
export const ID_TOKEN = '__TENANT_ID__';

/** A tenant's id as it stands in what was rendered of it. */
export interface Naming {
  /** A text with `ID_TOKEN` wherever the id stands as a word of its own. */
  readonly hide: (text: string) => string;
  /** A value that was read with `ID_TOKEN` in its text, as it is with the id. */
  readonly tell: (value: Json) => Json;
  /** Whether a text and one with `ID_TOKEN` mean the same YAML but for the id. */
  readonly isExact: (text: string) => boolean;
}

/** What YAML may read as a number when it is a part of one: `1.e10`, `.inf`. */
const NUMERIC = /^(?:e-?\d+|inf|nan)$/;

/** How an id is hidden and told again. In: a tenant's id, or what a folder is called in its place. */
export function namingOf(id: string): Naming {
  const word = `${id.replace(/[^A-Za-z0-9-]/g, '\\$&')}(?![A-Za-z0-9])`;
  const inText = new RegExp(`(?<![A-Za-z0-9])${word}`, 'g');
  const isWord = /^[a-z][a-z0-9-]*$/.test(id) && typeof loadDocument(id) === 'string' && !NUMERIC.test(id);
  return {
    hide: (text) => text.replace(inText, ID_TOKEN),
    tell: (value) => mapTexts(value, (text) => text.replaceAll(ID_TOKEN, id), true),
    // Behind a backslash an id may be a part of an escape.
    isExact: (text) => isWord && !text.includes(ID_TOKEN) && !text.includes(`\\${id}`),
  };
}

/** A value with other texts in it; keys stay unless they are meant too. What has none of them is the same value. */
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

/** Whether a mapping in it has `ID_TOKEN` in a key: then it is another one for each id. */
export function isInKeys(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => key.includes(ID_TOKEN) || isInKeys(item));
}
