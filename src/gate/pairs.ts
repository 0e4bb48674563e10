import { isDeepStrictEqual } from 'node:util';
import { pathText, valueAt } from '../diff/fields.ts';
import { objectName } from '../diff/lines.ts';
import { identityKey, type RenderedObject } from '../diff/objects.ts';
import type { Json } from '../yaml/emit.ts';
import type { SubjectChange } from './rules.ts';

/** An object that existed before, with its old and (if it still exists) new value. */
export interface Pair {
  readonly kind: string;
  readonly name: string;
  readonly was: Json;
  readonly is: Json | undefined;
}

/** Returns every object that existed before and was changed or removed. */
export function changedPairs({ before, after }: Pick<SubjectChange, 'before' | 'after'>): Pair[] {
  const present = new Map(after.map((object) => [identityKey(object.identity), object]));
  return before.flatMap((object) => {
    const { identity, number } = object;
    const now = present.get(identityKey(identity));
    if (now?.number === number) return [];
    return [{ kind: identity.kind, name: objectName(identity), was: object.value, is: now?.value }];
  });
}

/** Returns the objects that are new or changed. */
export function changedObjects({ before, after }: Pick<SubjectChange, 'before' | 'after'>): RenderedObject[] {
  const known = new Set(before.map(({ number }) => number));
  return after.filter(({ number }) => !known.has(number));
}

/** Returns how a field changed, such as `50Gi → 40Gi`; undefined if it did not. */
export function movedField(
  was: Json,
  is: Json,
  path: readonly string[],
): { field: string; found: string } | undefined {
  const [old, now] = [valueAt(was, path), valueAt(is, path)];
  if (isDeepStrictEqual(old, now)) return undefined;
  return { field: pathText(path), found: `${wordOf(old)} → ${wordOf(now)}` };
}

/** Writes a value in one word; `nothing` for undefined. */
export function wordOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const ANNOTATION = ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'];

/** Returns an object's sync options for Argo CD. */
export function syncOptions(value: Json): readonly string[] {
  const options = valueAt(value, ANNOTATION);
  return typeof options === 'string' ? options.split(',').map((option) => option.trim()) : [];
}

/** Whether Argo CD may neither prune nor delete an object. */
export function isProtected(value: Json): boolean {
  const options = syncOptions(value);
  return options.includes('Prune=false') && options.includes('Delete=false');
}
