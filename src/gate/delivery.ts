import { valueAt } from '../diff/fields.ts';
import { destinationFindings } from './moves.ts';
import { changedPairs, movedField, type Pair, syncOptions } from './pairs.ts';
import type { Finding, SubjectChange } from './rules.ts';

/** Argo CD's own kinds: removing one deletes what it deployed, or leaves it unmanaged. */
const KINDS = ['Application', 'ApplicationSet', 'AppProject'];
const CASCADE = 'resources-finalizer.argocd.argoproj.io';

/** Finds changes of Argo CD's objects by which it deletes data, or stops managing it (docs/decisions/argocd-applications.md). */
export function deliveryFindings(change: SubjectChange): Finding[] {
  return changedPairs(change)
    .filter(({ kind }) => KINDS.includes(kind))
    .flatMap((pair): Finding[] => {
      if (pair.is === undefined)
        return [{ rule: 'stateful-removed', object: pair.name, found: 'no longer rendered' }];
      return [...destinationFindings(pair), ...preservingFindings(pair), ...cascadeFindings(pair)];
    });
}

const PRESERVING = ['spec', 'syncPolicy', 'preserveResourcesOnDeletion'];

/** Changes after which deployed objects no longer outlive their Application, or the Application its file. */
function preservingFindings({ name, was, is = null }: Pair): Finding[] {
  const moved = movedField(was, is, PRESERVING);
  const isLifted = valueAt(was, PRESERVING) === true && moved !== undefined;
  const isPrunable = syncOptions(was).includes('Prune=false') && !syncOptions(is).includes('Prune=false');
  return [
    ...(isLifted ? [lifted(name, moved.field, moved.found)] : []),
    ...(isPrunable ? [lifted(name, 'sync-options', 'Argo CD may prune it')] : []),
  ];
}

/** Changes that add the finalizer with which an Application deletes what it deployed. */
function cascadeFindings({ name, was, is = null }: Pair): Finding[] {
  return [
    ['metadata', 'finalizers'],
    ['spec', 'template', 'metadata', 'finalizers'],
  ].flatMap((path) => {
    const isCascading = (value: Pair['was']) =>
      [valueAt(value, path)].flat().some((name) => typeof name === 'string' && name.startsWith(CASCADE));
    return isCascading(is) && !isCascading(was) ? [lifted(name, path.join('.'), CASCADE)] : [];
  });
}

function lifted(object: string, field: string, found: string): Finding {
  return { rule: 'protection-lifted', object, field, found };
}
