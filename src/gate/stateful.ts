import { valueAt } from '../diff/fields.ts';
import { mebibytes } from '../platform/quantity.ts';
import { changedPairs, isProtected, movedField, syncOptions } from './pairs.ts';
import type { Finding, SubjectChange } from './rules.ts';

/** The fields of volume sizes. */
const SIZES = [
  ['spec', 'storage', 'size'],
  ['spec', 'walStorage', 'size'],
  ['spec', 'resources', 'requests', 'storage'],
];
const SIZED = ['Cluster', 'PersistentVolumeClaim'];

/** Finds protected objects that are removed, lose their protection outside a purge, or get a smaller volume. */
export function statefulFindings(change: SubjectChange): Finding[] {
  return changedPairs(change).flatMap(({ kind, name, was, is }): Finding[] => {
    if (is === undefined)
      return isProtected(was)
        ? [{ rule: 'stateful-removed', object: name, found: 'no longer rendered' }]
        : [];
    const lifted = change.isLeaving ? [] : liftedFindings(name, { was, is });
    const shrunk = SIZED.includes(kind) ? SIZES.flatMap((path) => shrinking(name, { was, is }, path)) : [];
    return [...lifted, ...shrunk];
  });
}

/** The fields that say whether an operator keeps a database or role after its object is deleted. */
const RECLAIM = [
  ['spec', 'databaseReclaimPolicy'],
  ['spec', 'databaseRoleReclaimPolicy'],
];

function liftedFindings(object: string, { was, is }: Values): Finding[] {
  const [old, now] = [syncOptions(was).join(','), syncOptions(is).join(',') || 'nothing'];
  const isLifted = isProtected(was) && !isProtected(is);
  return [
    ...(isLifted ? [{ field: 'sync-options', found: `${old} → ${now}` }] : []),
    ...RECLAIM.flatMap((path) => (valueAt(was, path) === 'retain' ? (movedField(was, is, path) ?? []) : [])),
  ].map((moved) => ({ rule: 'protection-lifted', object, ...moved }));
}

type Values = { readonly was: Parameters<typeof valueAt>[0]; readonly is: Parameters<typeof valueAt>[0] };

function shrinking(object: string, { was, is }: Values, path: readonly string[]): Finding[] {
  const moved = movedField(was, is, path);
  const [old, now] = [valueAt(was, path), valueAt(is, path)];
  if (moved === undefined || typeof old !== 'string') return [];
  const isSmaller = typeof now !== 'string' || sizeOf(now) < sizeOf(old);
  return isSmaller ? [{ rule: 'storage-shrinks', object, ...moved }] : [];
}

/** A size in MiB. An unknown unit counts as 0, so that it is reported. */
function sizeOf(quantity: string): number {
  return /^\d+(Mi|Gi|Ti)$/.test(quantity) ? mebibytes(quantity) : 0;
}
