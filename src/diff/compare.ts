import type { FileSet } from '../files/file-set.ts';
import type { Json } from '../yaml/emit.ts';
import { type FieldChange, fieldChanges } from './fields.ts';
import { type Alike, type Identity, identityKey, openReader, type RenderedObject } from './objects.ts';

/** What happened to one object. */
export type ObjectChange =
  | { readonly kind: 'added' | 'removed'; readonly object: Identity; readonly value: Json }
  | { readonly kind: 'changed'; readonly object: Identity; readonly fields: readonly FieldChange[] };

/** Whose files they are: a tenant's, or a part of the platform. */
export type Subject =
  | { readonly kind: 'tenant'; readonly id: string }
  | { readonly kind: 'part'; readonly name: string };

/** What is rendered of one subject, before and after; in a tenant's changes `ID_TOKEN` stands for its id. */
export interface Compared {
  readonly subject: Subject;
  readonly before: readonly RenderedObject[];
  readonly after: readonly RenderedObject[];
  readonly changes: readonly ObjectChange[];
}

/** Everybody whose objects changed alike. */
export interface Group {
  readonly subjects: readonly Subject[];
  readonly changes: readonly ObjectChange[];
}

/**
 * Compares what two revisions render, subject by subject. In: rendered files by path, before and after; what is the same
 * on both sides may be left out; a reader that has read other comparisons. Out: the subjects with a change, parts of the platform first, then tenants by id.
 */
export function compareRendered(before: FileSet, after: FileSet, read = openReader()): Compared[] {
  const memo = new Map<string, Changes>();
  return subjectsOf([...before.keys(), ...after.keys()]).flatMap(({ subject, paths }) => {
    const id = subject.kind === 'tenant' ? subject.id : undefined;
    const objectsIn = (files: FileSet) => paths.flatMap((path) => read(path, files.get(path) ?? '', id));
    const [was, is] = [objectsIn(before), objectsIn(after)];
    const key = [was, is].map((objects) => objects.map(({ number }) => number).join(' ')).join('|');
    const known = memo.get(key);
    const { changes, isOwn } = known ?? objectChanges(was, is);
    if (known === undefined && !isOwn) memo.set(key, { changes, isOwn });
    return changes.length === 0 ? [] : [{ subject, before: was, after: is, changes }];
  });
}

/** Subjects with the same changes together: the largest group of tenants first, after the parts of the platform. */
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

interface Changes {
  readonly changes: readonly ObjectChange[];
  /** Whether they are so for one id only. */
  readonly isOwn: boolean;
}

function objectChanges(before: readonly RenderedObject[], after: readonly RenderedObject[]): Changes {
  const byKey = (objects: readonly RenderedObject[]) =>
    new Map(objects.map((object) => [identityKey(object.identity), object]));
  const [was, is] = [byKey(before), byKey(after)];
  const pairs = [...new Set([...was.keys(), ...is.keys()])]
    .map((key) => [was.get(key), is.get(key)] as const)
    .filter(([old, now]) => old?.number !== now?.number);
  return {
    changes: pairs.flatMap(([old, now]) => objectChange(old?.alike, now?.alike)),
    isOwn: pairs.flat().some((object) => object?.alike.isOwn === true),
  };
}

function objectChange(old: Alike | undefined, now: Alike | undefined): ObjectChange[] {
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

/** Whose each file is; files that nobody applies are nobody's. */
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
