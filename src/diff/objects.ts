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
  readonly value: Json;
}

/** Stands for a tenant's id in what was rendered of it: plain YAML everywhere, and no text of anybody's. */
export const ID_TOKEN = '__TENANT_ID__';

/** Reads rendered files. In: a file's path and text, and whose it is when it is one tenant's. */
export type ReadObjects = (path: string, text: string, id?: string) => readonly RenderedObject[];

/**
 * A reader that knows what it has read: a thousand tenants of one tier differ by their id only, so their objects are
 * read once. Objects of a tenant hold `ID_TOKEN` in place of its id.
 */
export function openReader(): ReadObjects {
  const known = new Map<string, Omit<RenderedObject, 'identity'>>();
  return (path, text, id) => {
    const pieces = (id === undefined ? text : withoutId(text, id)).split(/^---\n/m);
    return pieces.flatMap((piece) => {
      let found = known.get(piece);
      if (found === undefined) {
        // What is no YAML is compared as the text that it is.
        const value = loadDocument(piece) ?? (isBlank(piece) ? null : piece);
        found = { number: known.size, value };
        known.set(piece, found);
      }
      return found.value === null ? [] : [{ ...found, identity: identityOf(found.value, path) }];
    });
  };
}

function isBlank(piece: string): boolean {
  return piece.split('\n').every((line) => line.trim() === '' || line.startsWith('#'));
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
