import { valueAt } from '../diff/fields.ts';
import { mebibytes } from '../platform/quantity.ts';
import { changedPairs, isProtected, movedField, syncOptions } from './pairs.ts';
import type { Finding, Judged } from './rules.ts';

/** Sizes of volumes, in the kinds that have some. */
const SIZES = [
  ['spec', 'storage', 'size'],
  ['spec', 'walStorage', 'size'],
  ['spec', 'resources', 'requests', 'storage'],
];
const SIZED = ['Cluster', 'PersistentVolumeClaim'];

/** Protected objects that disappear, lose their protection outside a purge, or get a smaller volume. */
export function statefulFindings(judged: Judged): Finding[] {
  return changedPairs(judged).flatMap(({ kind, name, was, is }): Finding[] => {
    if (is === undefined)
      return isProtected(was)
        ? [{ rule: 'stateful-removed', object: name, found: 'is not rendered any more' }]
        : [];
    const lifted = judged.isLeaving ? [] : liftedFindings(name, { was, is });
    const shrunk = SIZED.includes(kind) ? SIZES.flatMap((path) => shrinking(name, { was, is }, path)) : [];
    return [...lifted, ...shrunk];
  });
}

/** Where an operator keeps what an object stood for, once the object is gone. */
const RECLAIM = [
  ['spec', 'databaseReclaimPolicy'],
  ['spec', 'databaseRoleReclaimPolicy'],
];

function liftedFindings(object: string, { was, is }: Sides): Finding[] {
  const [old, now] = [syncOptions(was).join(','), syncOptions(is).join(',') || 'nothing'];
  const isLifted = isProtected(was) && !isProtected(is);
  return [
    ...(isLifted ? [{ field: 'sync-options', found: `${old} → ${now}` }] : []),
    ...RECLAIM.flatMap((path) => (valueAt(was, path) === 'retain' ? (movedField(was, is, path) ?? []) : [])),
  ].map((moved) => ({ rule: 'protection-lifted', object, ...moved }));
}

type Sides = { readonly was: Parameters<typeof valueAt>[0]; readonly is: Parameters<typeof valueAt>[0] };

function shrinking(object: string, { was, is }: Sides, path: readonly string[]): Finding[] {
  const moved = movedField(was, is, path);
  const [old, now] = [valueAt(was, path), valueAt(is, path)];
  if (moved === undefined || typeof old !== 'string') return [];
  const isSmaller = typeof now !== 'string' || sizeOf(now) < sizeOf(old);
  return isSmaller ? [{ rule: 'storage-shrinks', object, ...moved }] : [];
}

/** MiB; a quantity that is none of ours counts as nothing, so that it is asked about. */
function sizeOf(quantity: string): number {
  return /^\d+(Mi|Gi|Ti)$/.test(quantity) ? mebibytes(quantity) : 0;
}
