import { isDeepStrictEqual } from 'node:util';
import { pathText, valueAt } from '../diff/fields.ts';
import { objectName } from '../diff/lines.ts';
import { identityKey, type RenderedObject } from '../diff/objects.ts';
import type { Json } from '../yaml/emit.ts';
import type { Judged } from './rules.ts';

/** An object that was there before, as it was and as it is, if it still is. */
export interface Pair {
  readonly kind: string;
  readonly name: string;
  readonly was: Json;
  readonly is: Json | undefined;
}

/** Every object that was there before and is another one now, or none. */
export function changedPairs({ before, after }: Pick<Judged, 'before' | 'after'>): Pair[] {
  const present = new Map(after.map((object) => [identityKey(object.identity), object]));
  return before.flatMap((object) => {
    const { identity, number } = object;
    const now = present.get(identityKey(identity));
    if (now?.number === number) return [];
    return [{ kind: identity.kind, name: objectName(identity), was: object.value, is: now?.value }];
  });
}

/** Objects that are new, or not what they were. */
export function changedObjects({ before, after }: Pick<Judged, 'before' | 'after'>): RenderedObject[] {
  const known = new Set(before.map(({ number }) => number));
  return after.filter(({ number }) => !known.has(number));
}

/** `50Gi → 40Gi`, when a field is not what it was; nothing when it is. */
export function movedField(
  was: Json,
  is: Json,
  path: readonly string[],
): { field: string; found: string } | undefined {
  const [old, now] = [valueAt(was, path), valueAt(is, path)];
  if (isDeepStrictEqual(old, now)) return undefined;
  return { field: pathText(path), found: `${wordOf(old)} → ${wordOf(now)}` };
}

export function wordOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const ANNOTATION = ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'];

/** Argo CD's sync options of an object. */
export function syncOptions(value: Json): readonly string[] {
  const options = valueAt(value, ANNOTATION);
  return typeof options === 'string' ? options.split(',').map((option) => option.trim()) : [];
}

/** Whether Argo CD neither prunes nor deletes it. */
export function isProtected(value: Json): boolean {
  const options = syncOptions(value);
  return options.includes('Prune=false') && options.includes('Delete=false');
}
