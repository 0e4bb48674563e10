import { indexedCluster } from '../diff/cluster.ts';
import { valueAt } from '../diff/fields.ts';
import { type Pair, wordOf } from './pairs.ts';
import type { Finding, Judged } from './rules.ts';

/**
 * Data that stays behind: what Argo CD applies to another cluster begins there without any, and the volumes on the cluster
 * before belong to nobody.
 */
export function clusterFindings({ before, after }: Judged): Finding[] {
  const [was, is] = [indexedCluster(before), indexedCluster(after)];
  if (was === undefined || is === undefined || was === is) return [];
  return [movedFinding({ field: 'cluster' }, was, is)];
}

/** Where an Application, or each of an ApplicationSet's, is applied. */
const DESTINATIONS: { readonly [kind: string]: readonly string[] } = {
  Application: ['spec', 'destination'],
  ApplicationSet: ['spec', 'template', 'spec', 'destination'],
};

/** The same for system and free tier, whose Applications name their cluster. */
export function destinationFindings({ kind, name, was, is }: Pair): Finding[] {
  const path = Object.hasOwn(DESTINATIONS, kind) ? DESTINATIONS[kind] : undefined;
  if (path === undefined || is === undefined) return [];
  return ['name', 'server'].flatMap((key): Finding[] => {
    const [old, now] = [valueAt(was, [...path, key]), valueAt(is, [...path, key])];
    if (old === now) return [];
    return [movedFinding({ object: name, field: [...path, key].join('.') }, wordOf(old), wordOf(now))];
  });
}

function movedFinding(place: Pick<Finding, 'object' | 'field'>, was: string, is: string): Finding {
  const found = `${was} → ${is}: the data stays behind on the old cluster`;
  return { rule: 'stateful-removed', ...place, found };
}
