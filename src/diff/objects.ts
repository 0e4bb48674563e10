import type { Json } from '../yaml/emit.ts';
import { loadDocument } from '../yaml/load.ts';
import { type IdMask, idMask, isInKeys, mapTexts } from './id-mask.ts';

/** What distinguishes an object from others. */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A rendered object, and the form that is equal for all tenants. */
export interface RenderedObject {
  /** Equal for two objects of one subject with the same text. */
  readonly number: number;
  readonly identity: Identity;
  readonly text: string;
  /** The parsed text. It is parsed at the first access, because most objects did not change. */
  readonly value: Json;
  /** The same with `ID_TOKEN` in place of the tenant's id in values, but not in keys: equal changes become equal values. */
  readonly masked: MaskedObject;
}

export interface MaskedObject {
  readonly identity: Identity;
  readonly value: Json;
  /** Whether no other tenant can have the same object, because the id is in a key. */
  readonly isIdSpecific: boolean;
}

/** Reads the objects of a rendered file; `id` is the tenant that owns it. */
type ReadObjects = (path: string, text: string, id?: string) => readonly RenderedObject[];

/** The number of texts that a reader keeps: enough for some sizes of tenants, and for what few tenants have. */
const MOST_KNOWN = 100_000;

/**
 * Opens a reader that parses equal texts once: a thousand tenants of one tier differ only in their id, which each object
 * gets back.
 *
 * @param most - the number of texts that it keeps before it forgets all of them
 */
export function openReader(most = MOST_KNOWN): ReadObjects {
  const known = new Map<string, Piece>();
  let number = 0;
  const pieceOf = (key: string, text: string) => {
    const piece = known.get(key) ?? { number: number++, read: once(() => loadDocument(text) ?? text) };
    known.set(key, piece);
    return piece;
  };
  const maskOf = lastOf(idMask);
  return (path, text, id) => {
    if (known.size > most) known.clear();
    const mask = id === undefined ? undefined : maskOf(id);
    return text.split(/^---\n/m).flatMap((own) => {
      if (isBlank(own)) return [];
      if (mask === undefined) return [objectOf(pieceOf(own, own), { text: own, path })];
      if (!mask.isExact(own)) return [objectOf(pieceOf(`${id}\n${own}`, own), { text: own, path, mask })];
      const masked = mask.mask(own);
      return [objectOf(pieceOf(masked, masked), { text: own, path, mask, isMasked: true })];
    });
  };
}

/** A text that is parsed once, possibly for many tenants. */
interface Piece {
  readonly number: number;
  readonly read: () => Json;
}

interface Found {
  readonly text: string;
  readonly path: string;
  readonly mask?: IdMask;
  /** Whether the piece has `ID_TOKEN` in place of the id. */
  readonly isMasked?: boolean;
}

function objectOf({ number, read }: Piece, { text, path, mask, isMasked = false }: Found): RenderedObject {
  const value = once(() => (isMasked && mask !== undefined ? mask.unmask(read()) : read()));
  const identity = once(() => emittedIdentity(text) ?? identityOf(value(), path));
  const masked = once((): MaskedObject => {
    if (mask === undefined) return { identity: identity(), value: value(), isIdSpecific: false };
    const isIdSpecific = !isMasked || isInKeys(read());
    const shared = isIdSpecific ? mapTexts(value(), mask.mask, false) : read();
    return { identity: maskedIdentity(identity(), mask), value: shared, isIdSpecific };
  });
  return {
    number,
    text,
    get identity() {
      return identity();
    },
    get value() {
      return value();
    },
    get masked() {
      return masked();
    },
  };
}

/** Keeps the last result: a tenant's files are read one after another. */
function lastOf<T>(make: (id: string) => T): (id: string) => T {
  let last: { readonly id: string; readonly made: T } | undefined;
  return (id) => {
    if (last?.id !== id) last = { id, made: make(id) };
    return last.made;
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Masks the name and the namespace; version and kind cannot contain an id. */
function maskedIdentity({ name, namespace, ...type }: Identity, { mask }: IdMask): Identity {
  return { ...type, ...(namespace === undefined ? {} : { namespace: mask(namespace) }), name: mask(name) };
}

/** Whether a text has only comments and empty lines. */
function isBlank(piece: string): boolean {
  return !/^(?!#).*\S/m.test(piece);
}

/** The beginning of an object as the emitter writes it: plain scalars in this order. */
const HEAD =
  /^(?:#.*\n)*apiVersion: ([\w./-]+)\nkind: (\w+)\nmetadata:\n {2}name: ([\w.-]+)\n(?: {2}namespace: ([\w.-]+)\n)?(?! {2}namespace:)/;

/** An object's identity without parsing its text; undefined if the text does not begin as the emitter writes it. */
function emittedIdentity(text: string): Identity | undefined {
  const [, apiVersion, kind, name, namespace] = HEAD.exec(text) ?? [];
  if (apiVersion === undefined || kind === undefined || name === undefined) return undefined;
  if (namespace === undefined && /^ {2}namespace:/m.test(text)) return undefined;
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
}

/** A value that is not a Kubernetes object, such as an index, is identified by its file's name. */
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

/** Returns a key that is equal for the same object. */
export function identityKey({ apiVersion, kind, namespace, name }: Identity): string {
  return [apiVersion, kind, namespace ?? '', name].join(' ');
}
