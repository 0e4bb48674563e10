import { isDeepStrictEqual } from 'node:util';
import { diffArrays } from 'diff';
import type { Json } from '../yaml/emit.ts';

/** A step into a value: a key, an index of a list, or the name of a list's item. */
export type Step = string | number | { readonly name: string };

/** One field that differs. Without `from` it was added, without `to` it was removed. */
export interface FieldChange {
  readonly path: readonly Step[];
  readonly from?: Json;
  readonly to?: Json;
  /** The index of a new item in its list. */
  readonly index?: number;
}

type Mapping = { readonly [key: string]: Json };
type Named = { readonly name: string } & Mapping;

/**
 * Returns the fields that differ between two values, each as deep as possible. Lists whose items all have a name
 * (containers, variables, volumes, ports) are compared by name, others by index.
 */
export function fieldChanges(from: Json, to: Json, path: readonly Step[] = []): FieldChange[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (isMapping(from) && isMapping(to)) return mappingChanges(from, to, path);
  if (isNamedList(from) && isNamedList(to))
    return isSameOrder(from, to) ? namedChanges(from, to, path) : [{ path, from, to }];
  if (isList(from) && isList(to) && from.length === to.length)
    return from.flatMap((item, i) => fieldChanges(item, to[i] as Json, [...path, i]));
  if (isList(from) && isList(to)) return itemChanges(from, to, path);
  return [{ path, from, to }];
}

/** Added and removed items by index, removed ones from the end on; the whole list if no item is kept. */
function itemChanges(from: readonly Json[], to: readonly Json[], path: readonly Step[]): FieldChange[] {
  const removals: FieldChange[] = [];
  const additions: FieldChange[] = [];
  const place = { from: 0, to: 0 };
  for (const { value, added, removed } of diffArrays([...from], [...to], { comparator: isDeepStrictEqual })) {
    if (removed) removals.push(...value.map((item, i) => ({ path: [...path, place.from + i], from: item })));
    if (added)
      additions.push(
        ...value.map((item, i) => ({ path: [...path, place.to + i], to: item, index: place.to + i })),
      );
    place.from += added ? 0 : value.length;
    place.to += removed ? 0 : value.length;
  }
  removals.reverse();
  return removals.length === from.length ? [{ path, from, to }] : [...removals, ...additions];
}

function mappingChanges(from: Mapping, to: Mapping, path: readonly Step[]): FieldChange[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return keys.flatMap((key): FieldChange[] => {
    const at = [...path, key];
    const [was, is] = [own(from, key), own(to, key)];
    if (was === undefined) return [{ path: at, to: is as Json }];
    if (is === undefined) return [{ path: at, from: was }];
    return fieldChanges(was, is, at);
  });
}

function namedChanges(from: readonly Named[], to: readonly Named[], path: readonly Step[]): FieldChange[] {
  const removals = from
    .filter(({ name }) => !to.some((item) => item.name === name))
    .map((item): FieldChange => ({ path: [...path, { name: item.name }], from: item }));
  const others = to.flatMap((item, index): FieldChange[] => {
    const at = [...path, { name: item.name }];
    const was = from.find(({ name }) => name === item.name);
    return was === undefined ? [{ path: at, to: item, index }] : fieldChanges(was, item, at);
  });
  return [...removals, ...others];
}

/**
 * Applies changes to a value: the reverse of `fieldChanges`.
 *
 * @throws Error if a change does not fit the value
 */
export function applyFieldChanges(value: Json, changes: readonly FieldChange[]): Json {
  return changes.reduce<Json>((at, change) => applied(at, change, change.path), value);
}

function applied(value: Json, change: FieldChange, [step, ...rest]: readonly Step[]): Json {
  if (step === undefined) return change.to as Json;
  const isLast = rest.length === 0;
  if (typeof step === 'string') {
    const { [step]: was, ...others } = value as Mapping;
    if (isLast && change.to === undefined) return others;
    return { ...(value as Mapping), [step]: applied(was as Json, change, rest) };
  }
  const list = value as readonly Json[];
  if (typeof step === 'number' && isLast && change.index !== undefined)
    return list.toSpliced(change.index, 0, change.to as Json);
  const place =
    typeof step === 'number' ? step : list.findIndex((item) => (item as Named).name === step.name);
  if (place < 0) {
    if (change.index === undefined) throw new Error(`no item ${JSON.stringify(step)}`);
    return list.toSpliced(change.index, 0, change.to as Json);
  }
  if (isLast && change.to === undefined) return list.toSpliced(place, 1);
  return list.with(place, applied(list[place] as Json, change, rest));
}

/** Writes a path for people: `spec.template.spec.containers[api].image`. */
export function pathText(path: readonly Step[]): string {
  return path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      if (typeof step === 'object') return `[${step.name}]`;
      if (/[^A-Za-z0-9_-]/.test(step)) return `[${step}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join('');
}

/** Returns the value at a path of keys; undefined if there is none. */
export function valueAt(value: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (at, key) => (at !== undefined && isMapping(at) ? own(at, key) : undefined),
    value,
  );
}

function own(mapping: Mapping, key: string): Json | undefined {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isMapping(value: Json): value is Mapping {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** Whether all items of a list have different names. */
function isNamedList(value: Json): value is readonly Named[] {
  if (!isList(value) || value.length === 0) return false;
  const names = value.map((item) => (isMapping(item) ? own(item, 'name') : undefined));
  return names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
}

/** Whether items that are in both lists have the same order; if not, only the whole list shows what changed. */
function isSameOrder(from: readonly Named[], to: readonly Named[]): boolean {
  const common = (list: readonly Named[], other: readonly Named[]) =>
    list.map(({ name }) => name).filter((name) => other.some((item) => item.name === name));
  return isDeepStrictEqual(common(from, to), common(to, from));
}
