import { changesOf, subjectOf, tenantSubject } from '../fleet/history.ts';
import type { PastCommit } from '../git/port.ts';
import type { FleetCommit } from '../http/fleet-document.ts';

/** Changes of one commit that are shown: a person's commit may name every tenant. */
const MOST_CHANGES = 100;

/** A commit as the fleet page shows it. */
export function commitItem({ commit, at, message }: PastCommit): FleetCommit {
  const changes = changesOf(message);
  const left = changes.length - MOST_CHANGES;
  return {
    outcome: 'changed',
    at,
    commit,
    subject: subjectOf(message),
    changes: changes.slice(0, MOST_CHANGES),
    ...(left > 0 ? { more: left } : {}),
  };
}

/** What a commit did to one tenant, without the other tenants of the commit. */
export function tenantCommitItem({ commit, at, message }: PastCommit, id: string): FleetCommit {
  const own = changesOf(message).filter(({ tenant }) => tenant === id);
  const changes = own.map(({ tenant: _own, ...change }) => change);
  return { outcome: 'changed', at, commit, subject: tenantSubject(message, id), changes };
}
