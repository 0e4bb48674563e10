import { scalarText } from './scalar.ts';

/** A value that can be written: exactly the JSON data model. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Thrown for a value without a YAML form that means the same in YAML 1.1 and 1.2; `field` is its path, such as `spec.name`. */
export class UnwritableValue extends Error {
  readonly field: string;
  constructor(field: string, reason: string) {
    super(`${field === '' ? 'the value' : field}: ${reason}`);
    this.name = 'UnwritableValue';
    this.field = field;
  }
}

/** Longer keys need YAML's explicit `? key` form: readers look 1,024 characters ahead for the colon. */
const LONGEST_SIMPLE_KEY = 1000;

/**
 * Writes a string behind a key or a dash.
 *
 * @param field - the string's path, such as `spec.name`
 * @param indent - the indentation of the lines below, in spaces
 */
export type WriteText = (value: string, field: string, indent: number) => string;

export interface Style {
  /** Keys that come first at every depth; the others keep their order. */
  readonly first?: readonly string[];
  /** Replaces `textOf`. */
  readonly write?: WriteText;
}

type FullStyle = Required<Style>;

/**
 * Writes a value as a YAML document in block style: stable, and the same for YAML 1.1 and 1.2 readers
 * (docs/decisions/yaml.md).
 *
 * @returns text that ends with a newline
 * @throws UnwritableValue for NaN, infinities, lone surrogates and anything that is not JSON
 */
export function emit(value: Json, { first = [], write = textOf }: Style = {}): string {
  const style = { first, write };
  const inline = inlineText(value, '', 0, style);
  return inline === undefined ? `${blockText(value, '', 0, style)}` : `${inline}\n`;
}

/** Writes several documents as one stream, separated by `---`. */
export function emitDocuments(values: readonly Json[]): string {
  return values.map((value) => emit(value)).join('---\n');
}

/** The text of a value that fits behind a key or a dash; undefined for an array or object with content. */
function inlineText(value: Json, field: string, indent: number, style: FullStyle): string | undefined {
  switch (typeof value) {
    case 'string':
      return style.write(value, field, indent);
    case 'number':
      return numberText(value, field);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined;
      return isEmpty(value, field) ? '{}' : undefined;
    default:
      throw new UnwritableValue(field, `a value of type ${typeof value} is not JSON`);
  }
}

function isEmpty(value: object, field: string): boolean {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const name = prototype.constructor?.name;
    throw new UnwritableValue(
      field,
      `an object of ${name ? `class ${name}` : 'an unnamed class'} is not JSON`,
    );
  }
  for (const _ in value) return false;
  return true;
}

function blockText(value: Json, field: string, indent: number, style: FullStyle): string {
  return Array.isArray(value)
    ? sequenceText(value, field, indent, style)
    : mappingText(value as { readonly [key: string]: Json }, field, indent, style);
}

function sequenceText(items: readonly Json[], field: string, indent: number, style: FullStyle): string {
  const pad = ' '.repeat(indent);
  let text = '';
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Json;
    const path = `${field}[${i}]`;
    const inline = inlineText(item, path, indent + 2, style);
    text +=
      inline === undefined
        ? `${pad}- ${blockText(item, path, indent + 2, style).slice(indent + 2)}`
        : `${pad}- ${inline}\n`;
  }
  return text;
}

function mappingText(
  value: { readonly [key: string]: Json },
  field: string,
  indent: number,
  style: FullStyle,
): string {
  const pad = ' '.repeat(indent);
  let text = '';
  for (const key of putFirst(style.first, Object.keys(value))) {
    const path = field === '' ? key : `${field}.${key}`;
    const head = keyText(key, path, pad);
    const item = value[key] as Json;
    const inline = inlineText(item, path, indent + 2, style);
    text +=
      inline === undefined ? `${head}\n${blockText(item, path, indent + 2, style)}` : `${head} ${inline}\n`;
  }
  return text;
}

/** Changes the list in place: a copy for every object of ten thousand tenants takes noticeable time. */
function putFirst(first: readonly string[], keys: string[]): string[] {
  let front = 0;
  for (const key of first) {
    const at = keys.indexOf(key, front);
    if (at < 0) continue;
    keys.splice(at, 1);
    keys.splice(front++, 0, key);
  }
  return keys;
}

function keyText(key: string, path: string, pad: string): string {
  if (!key.isWellFormed())
    throw new UnwritableValue(path, 'the key contains a lone surrogate, which YAML cannot represent');
  const text = scalarText(key);
  return text.length > LONGEST_SIMPLE_KEY ? `${pad}? ${text}\n${pad}:` : `${pad}${text}:`;
}

/** Writes a string behind a key or a dash: as a literal block if it has several lines, otherwise as a scalar. */
export function textOf(value: string, field: string, indent: number): string {
  if (!value.isWellFormed())
    throw new UnwritableValue(field, 'the text contains a lone surrogate, which YAML cannot represent');
  if (indent === 0 || !value.includes('\n') || !fitsLiteralBlock(value)) return scalarText(value);
  const pad = ' '.repeat(indent);
  const body = value.endsWith('\n') ? value.slice(0, -1) : value;
  const lines = body.split('\n').map((line) => (line === '' ? '' : pad + line));
  return `${value.endsWith('\n') ? '|' : '|-'}\n${lines.join('\n')}`;
}

/** A line that every reader preserves: printable, without tabs and trailing white space. */
const LITERAL_LINE =
  /^[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*(?<!\s)$/u;

function fitsLiteralBlock(value: string): boolean {
  const lines = (value.endsWith('\n') ? value.slice(0, -1) : value).split('\n');
  const [first, last] = [lines[0], lines.at(-1)];
  return (
    lines.length > 1 &&
    first !== '' &&
    !first?.startsWith(' ') &&
    last !== '' &&
    lines.every((line) => LITERAL_LINE.test(line))
  );
}

function numberText(value: number, field: string): string {
  if (!Number.isFinite(value)) throw new UnwritableValue(field, `${value} is not a JSON number`);
  const text = Object.is(value, -0) ? '-0.0' : String(value);
  // YAML 1.1 reads an exponent only after a decimal point, and only with a sign.
  return /^-?\d+e/.test(text) ? text.replace('e', '.0e') : text;
}
