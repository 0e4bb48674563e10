import type { Json } from '../yaml/emit.ts';
import { loadDocument } from '../yaml/load.ts';
import { isInKeys, mapTexts, type Naming, namingOf } from './naming.ts';

/** What tells an object from others. */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** An object as it was rendered, and as it is alike for everybody. */
export interface RenderedObject {
  /** The same for two objects of one subject that have the same text. */
  readonly number: number;
  readonly identity: Identity;
  readonly text: string;
  /** Exactly what the text says. Read when it is looked at: most objects did not change, and nobody looks. */
  readonly value: Json;
  /** The same with `ID_TOKEN` in place of the tenant's id in values, never in keys: to put equal changes together. */
  readonly alike: Alike;
}

export interface Alike {
  readonly identity: Identity;
  readonly value: Json;
  /** Whether it is so for this id only, since a key has to do with it. */
  readonly isOwn: boolean;
}

/** Reads rendered files. In: a file's path and text, and whose it is when it is one tenant's. */
export type ReadObjects = (path: string, text: string, id?: string) => readonly RenderedObject[];

/** Pieces of text that a reader keeps at most: some sizes of tenants, and what few tenants have alone. */
const MOST_KNOWN = 100_000;

/**
 * A reader that knows what it has read: a thousand tenants of one tier differ by their id only, so their objects are
 * read once, and told with the id of each. In: how many pieces it keeps; then it begins anew.
 */
export function openReader(most = MOST_KNOWN): ReadObjects {
  const known = new Map<string, Piece>();
  let number = 0;
  const pieceOf = (key: string, text: string) => {
    const piece = known.get(key) ?? { number: number++, read: once(() => loadDocument(text) ?? text) };
    known.set(key, piece);
    return piece;
  };
  const nameOf = lastOf(namingOf);
  return (path, text, id) => {
    if (known.size > most) known.clear();
    const naming = id === undefined ? undefined : nameOf(id);
    return text.split(/^---\n/m).flatMap((own) => {
      if (isBlank(own)) return [];
      if (naming === undefined) return [objectOf(pieceOf(own, own), { text: own, path })];
      if (!naming.isExact(own)) return [objectOf(pieceOf(`${id}\n${own}`, own), { text: own, path, naming })];
      const hidden = naming.hide(own);
      return [objectOf(pieceOf(hidden, hidden), { text: own, path, naming, isHidden: true })];
    });
  };
}

/** A text that was read, perhaps of many tenants at once. */
interface Piece {
  readonly number: number;
  readonly read: () => Json;
}

interface Found {
  readonly text: string;
  readonly path: string;
  readonly naming?: Naming;
  /** Whether the piece was read with `ID_TOKEN` in place of the id. */
  readonly isHidden?: boolean;
}

function objectOf({ number, read }: Piece, { text, path, naming, isHidden = false }: Found): RenderedObject {
  const value = once(() => (isHidden && naming !== undefined ? naming.tell(read()) : read()));
  const identity = once(() => writtenIdentity(text) ?? identityOf(value(), path));
  const alike = once((): Alike => {
    if (naming === undefined) return { identity: identity(), value: value(), isOwn: false };
    const isOwn = !isHidden || isInKeys(read());
    const shared = isOwn ? mapTexts(value(), naming.hide, false) : read();
    return { identity: hiddenIdentity(identity(), naming), value: shared, isOwn };
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
    get alike() {
      return alike();
    },
  };
}

/** Keeps the last answer: a tenant's files are read one after another. */
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

/** The version and the kind are never a tenant's. */
function hiddenIdentity({ name, namespace, ...type }: Identity, { hide }: Naming): Identity {
  return { ...type, ...(namespace === undefined ? {} : { namespace: hide(namespace) }), name: hide(name) };
}

/** Comments and empty lines only. */
function isBlank(piece: string): boolean {
  return !/^(?!#).*\S/m.test(piece);
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
