import { indexedCluster } from '../diff/cluster.ts';
import { valueAt } from '../diff/fields.ts';
import { type Pair, wordOf } from './pairs.ts';
import type { Finding, SubjectChange } from './rules.ts';

/** Finds a tenant that changes its cluster: it starts without data there, and its volumes stay on the old cluster. */
export function clusterFindings({ before, after }: SubjectChange): Finding[] {
  const [was, is] = [indexedCluster(before), indexedCluster(after)];
  if (was === undefined || is === undefined || was === is) return [];
  return [movedFinding({ field: 'cluster' }, was, is)];
}

/** The destination of an Application, or of an ApplicationSet's Applications. */
const DESTINATIONS: { readonly [kind: string]: readonly string[] } = {
  Application: ['spec', 'destination'],
  ApplicationSet: ['spec', 'template', 'spec', 'destination'],
};

/** Finds the same for the system and the free tier, whose Applications name their cluster. */
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
  const found = `${was} → ${is}: the data stays on the old cluster`;
  return { rule: 'stateful-removed', ...place, found };
}
