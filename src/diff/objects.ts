import type { Json } from '../yaml/emit.ts';
import { loadDocument } from '../yaml/load.ts';

/** What tells an object from others. */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** An object as it was rendered. The same text is read once, so equal objects are one value and have one number. */
export interface RenderedObject {
  readonly number: number;
  readonly identity: Identity;
  readonly text: string;
  /** Read when it is looked at: most objects did not change, and nobody looks. */
  readonly value: Json;
}

/** Stands for a tenant's id in what was rendered of it: plain YAML everywhere, and no text of anybody's. */
export const ID_TOKEN = '__TENANT_ID__';

/** Reads rendered files. In: a file's path and text, and whose it is when it is one tenant's. */
export type ReadObjects = (path: string, text: string, id?: string) => readonly RenderedObject[];

/** Pieces of text that a reader keeps at most: some sizes of tenants, and what few tenants have alone. */
const MOST_KNOWN = 100_000;

/**
 * A reader that knows what it has read: a thousand tenants of one tier differ by their id only, so their objects are
 * read once. Objects of a tenant hold `ID_TOKEN` in place of its id. In: how many pieces it keeps; then it begins anew.
 */
export function openReader(most = MOST_KNOWN): ReadObjects {
  const known = new Map<string, RenderedObject | undefined>();
  let number = 0;
  return (path, text, id) => {
    if (known.size > most) known.clear();
    return (id === undefined ? text : withoutId(text, id)).split(/^---\n/m).flatMap((piece) => {
      if (!known.has(piece)) known.set(piece, objectOf(piece, path, number++));
      return known.get(piece) ?? [];
    });
  };
}

function objectOf(text: string, path: string, number: number): RenderedObject | undefined {
  if (isBlank(text)) return undefined;
  let read: { readonly value: Json } | undefined;
  // What is no YAML is compared as the text that it is.
  const valueRead = () => {
    read ??= { value: loadDocument(text) ?? text };
    return read.value;
  };
  const identity = writtenIdentity(text) ?? identityOf(valueRead(), path);
  return {
    number,
    identity,
    text,
    get value() {
      return valueRead();
    },
  };
}

function isBlank(piece: string): boolean {
  return piece.split('\n').every((line) => line.trim() === '' || line.startsWith('#'));
}

/** As the emitter writes it, plain and in this order. */
const HEAD =
  /^(?:#.*\n)*apiVersion: ([\w./-]+)\nkind: (\w+)\nmetadata:\n {2}name: ([\w.-]+)\n(?: {2}namespace: ([\w.-]+)\n)?(?! {2}namespace:)/;

/** An object's identity without reading the whole of it; nothing when its text does not begin with it. */
function writtenIdentity(text: string): Identity | undefined {
  const [, apiVersion, kind, name, namespace] = HEAD.exec(text) ?? [];
  if (apiVersion === undefined || kind === undefined || name === undefined) return undefined;
  if (namespace === undefined && /^ {2}namespace:/m.test(text)) return undefined;
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
}

function withoutId(text: string, id: string): string {
  if (text.includes(ID_TOKEN)) return text;
  return text.replace(new RegExp(`(?<![A-Za-z0-9])${id}(?![A-Za-z0-9])`, 'g'), ID_TOKEN);
}

/** A file that holds no Kubernetes object, such as an index, is told by its name. */
function identityOf(value: Json, path: string): Identity {
  const object = value as {
    readonly apiVersion?: unknown;
    readonly kind?: unknown;
    readonly metadata?: unknown;
  };
  const metadata = (object.metadata ?? {}) as { readonly name?: unknown; readonly namespace?: unknown };
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  if (typeof object.kind !== 'string') return { apiVersion: '', kind: path.replace(/^.*\//, ''), name };
  const { namespace } = metadata;
  return {
    apiVersion: String(object.apiVersion),
    kind: object.kind,
    ...(typeof namespace === 'string' ? { namespace } : {}),
    name,
  };
}

/** One line that is the same for the same object. */
export function identityKey({ apiVersion, kind, namespace, name }: Identity): string {
  return [apiVersion, kind, namespace ?? '', name].join(' ');
}
