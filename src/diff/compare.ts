import type { FileSet } from '../files/file-set.ts';
import type { Json } from '../yaml/emit.ts';
import { type FieldChange, fieldChanges } from './fields.ts';
import { type Identity, identityKey, type MaskedObject, openReader, type RenderedObject } from './objects.ts';

/** What happened to one object. */
export type ObjectChange =
  | { readonly kind: 'added' | 'removed'; readonly object: Identity; readonly value: Json }
  | { readonly kind: 'changed'; readonly object: Identity; readonly fields: readonly FieldChange[] };

/** The owner of rendered files: a tenant, or a part of the platform. */
export type Subject =
  | { readonly kind: 'tenant'; readonly id: string }
  | { readonly kind: 'part'; readonly name: string };

/** The objects of one subject, before and after; in a tenant's changes, `ID_TOKEN` replaces its id. */
export interface Compared {
  readonly subject: Subject;
  readonly before: readonly RenderedObject[];
  readonly after: readonly RenderedObject[];
  readonly changes: readonly ObjectChange[];
}

/** All subjects with equal changes. */
export interface Group {
  readonly subjects: readonly Subject[];
  readonly changes: readonly ObjectChange[];
}

/**
 * Compares what two revisions render, subject by subject.
 *
 * @param before - rendered files; those that are equal on both sides may be left out
 * @param after - rendered files
 * @param read - a reader that other comparisons have used, and that knows their objects
 * @returns the subjects that changed: parts of the platform first, then tenants by id
 */
export function compareRendered(before: FileSet, after: FileSet, read = openReader()): Compared[] {
  const memo = new Map<string, ObjectChanges>();
  return subjectsOf([...before.keys(), ...after.keys()]).flatMap(({ subject, paths }) => {
    const id = subject.kind === 'tenant' ? subject.id : undefined;
    const objectsIn = (files: FileSet) => paths.flatMap((path) => read(path, files.get(path) ?? '', id));
    const [was, is] = [objectsIn(before), objectsIn(after)];
    const key = [was, is].map((objects) => objects.map(({ number }) => number).join(' ')).join('|');
    const known = memo.get(key);
    const { changes, isIdSpecific } = known ?? objectChanges(was, is);
    if (known === undefined && !isIdSpecific) memo.set(key, { changes, isIdSpecific });
    return changes.length === 0 ? [] : [{ subject, before: was, after: is, changes }];
  });
}

/** Groups subjects by equal changes: parts of the platform first, then groups of tenants, the largest first. */
export function groupsOf(compared: readonly Compared[]): Group[] {
  const groups = new Map<string, { subjects: Subject[]; changes: readonly ObjectChange[] }>();
  const texts = new Map<readonly ObjectChange[], string>();
  for (const { subject, changes } of compared) {
    const text = texts.get(changes) ?? JSON.stringify(changes);
    texts.set(changes, text);
    const key = subject.kind === 'part' ? subject.name : text;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { subjects: [subject], changes });
    else group.subjects.push(subject);
  }
  const size = ({ subjects }: Group) =>
    subjects[0]?.kind === 'part' ? Number.POSITIVE_INFINITY : subjects.length;
  return [...groups.values()].sort((a, b) => (size(a) === size(b) ? 0 : size(b) - size(a)));
}

interface ObjectChanges {
  readonly changes: readonly ObjectChange[];
  /** Whether another tenant's changes cannot be the same. */
  readonly isIdSpecific: boolean;
}

function objectChanges(before: readonly RenderedObject[], after: readonly RenderedObject[]): ObjectChanges {
  const byKey = (objects: readonly RenderedObject[]) =>
    new Map(objects.map((object) => [identityKey(object.identity), object]));
  const [was, is] = [byKey(before), byKey(after)];
  const pairs = [...new Set([...was.keys(), ...is.keys()])]
    .map((key) => [was.get(key), is.get(key)] as const)
    .filter(([old, now]) => old?.number !== now?.number);
  return {
    changes: pairs.flatMap(([old, now]) => objectChange(old?.masked, now?.masked)),
    isIdSpecific: pairs.flat().some((object) => object?.masked.isIdSpecific === true),
  };
}

function objectChange(old: MaskedObject | undefined, now: MaskedObject | undefined): ObjectChange[] {
  if (old !== undefined && now !== undefined) {
    const fields = fieldChanges(old.value, now.value);
    return fields.length === 0 ? [] : [{ kind: 'changed', object: now.identity, fields }];
  }
  if (now !== undefined) return [{ kind: 'added', object: now.identity, value: now.value }];
  return old === undefined ? [] : [{ kind: 'removed', object: old.identity, value: old.value }];
}

const TENANT_PATH = /^dist\/(?:free-tier\/)?tenants\/([^/]+)\/[^/]+$/;
const PARTS = [
  ['system', /^dist\/system\//],
  ['free-tier', /^dist\/free-tier\//],
  ['edge', /^dist\/edge\//],
  ['argocd', /^argocd\//],
] as const;

/** The subjects that own the files. Files that are not applied to a cluster have none. */
function subjectsOf(paths: readonly string[]): { subject: Subject; paths: string[] }[] {
  const tenants = new Map<string, Set<string>>();
  const parts = new Map<string, Set<string>>(PARTS.map(([name]) => [name, new Set()]));
  for (const path of paths) {
    const id = TENANT_PATH.exec(path)?.[1];
    if (id !== undefined) tenants.set(id, (tenants.get(id) ?? new Set()).add(path));
    else parts.get(PARTS.find(([, pattern]) => pattern.test(path))?.[0] ?? '')?.add(path);
  }
  return [
    ...[...parts].map(([name, found]) => ({
      subject: { kind: 'part' as const, name },
      paths: [...found].sort(),
    })),
    ...[...tenants]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, found]) => ({ subject: { kind: 'tenant' as const, id }, paths: [...found].sort() })),
  ];
}
