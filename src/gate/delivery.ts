import { valueAt } from '../diff/fields.ts';
import { destinationFindings } from './moves.ts';
import { changedPairs, movedField, type Pair, syncOptions } from './pairs.ts';
import type { Finding, Judged } from './rules.ts';

/** What Argo CD itself is told, by kind: one that goes takes along what it deployed, or leaves it to nobody. */
const KINDS = ['Application', 'ApplicationSet', 'AppProject'];
const CASCADE = 'resources-finalizer.argocd.argoproj.io';

/** Changes of Argo CD's own objects by which it deletes data, or leaves it behind (docs/decisions/argocd-applications.md). */
export function deliveryFindings(judged: Judged): Finding[] {
  return changedPairs(judged)
    .filter(({ kind }) => KINDS.includes(kind))
    .flatMap((pair): Finding[] => {
      if (pair.is === undefined)
        return [{ rule: 'stateful-removed', object: pair.name, found: 'is not rendered any more' }];
      return [...destinationFindings(pair), ...preservingFindings(pair), ...cascadeFindings(pair)];
    });
}

const PRESERVING = ['spec', 'syncPolicy', 'preserveResourcesOnDeletion'];

/** Whether what was deployed outlives the Application, and the Application a file that is missing. */
function preservingFindings({ name, was, is = null }: Pair): Finding[] {
  const moved = movedField(was, is, PRESERVING);
  const isLifted = valueAt(was, PRESERVING) === true && moved !== undefined;
  const isPrunable = syncOptions(was).includes('Prune=false') && !syncOptions(is).includes('Prune=false');
  return [
    ...(isLifted ? [lifted(name, moved.field, moved.found)] : []),
    ...(isPrunable ? [lifted(name, 'sync-options', 'Argo CD may prune it')] : []),
  ];
}

/** An Application with this finalizer deletes all that it deployed. */
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
