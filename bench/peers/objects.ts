import { loadAll, YAML11_SCHEMA } from 'js-yaml';

export type Objects = ReadonlyMap<string, unknown>;

interface Identified {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/**
 * Parses a bundle's objects as Kubernetes does, by kind, namespace and name.
 * @throws If two objects have the same name.
 */
export function objectsIn(text: string): Objects {
  const objects = new Map<string, unknown>();
  for (const object of loadAll(text, { schema: YAML11_SCHEMA }) as (Identified | null)[]) {
    if (object === null) continue;
    const name = `${object.apiVersion} ${object.kind} ${object.metadata.name}`;
    if (objects.has(name)) throw new Error(`duplicate object ${name}`);
    objects.set(name, object);
  }
  return objects;
}

/** Returns the first difference between a peer's objects and ours (`object: field: theirs, ours`), or undefined. */
export function firstDifference(ours: Objects, theirs: Objects, { isPart = false } = {}): string | undefined {
  for (const [name, object] of theirs) {
    if (!ours.has(name)) return `${name}: only the peer has it`;
    const difference = fieldDifference(object, ours.get(name), []);
    if (difference !== undefined) return `${name}: ${difference}`;
  }
  const missing = isPart ? undefined : [...ours.keys()].find((name) => !theirs.has(name));
  return missing === undefined ? undefined : `${missing}: the peer lacks it`;
}

function fieldDifference(theirs: unknown, ours: unknown, path: readonly string[]): string | undefined {
  if (!isTree(theirs) || !isTree(ours) || Array.isArray(theirs) !== Array.isArray(ours))
    return Object.is(theirs, ours) ? undefined : said(path, theirs, ours);
  const [left, right] = [new Map(Object.entries(theirs)), new Map(Object.entries(ours))];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const difference = fieldDifference(left.get(key), right.get(key), [...path, key]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

const said = (path: readonly string[], theirs: unknown, ours: unknown): string =>
  `${path.join('.')}: ${JSON.stringify(theirs)} of the peer, ${JSON.stringify(ours)} of ours`;
