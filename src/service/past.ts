import type { PastCommit } from '../git/port.ts';
import type { FleetChange, FleetCommit } from '../http/fleet-document.ts';

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

/** What a commit did to one tenant: its own lines and changes where the commit holds those of others too. */
export function ownCommitItem(past: PastCommit, id: string): FleetCommit {
  const own = changesOf(past.message).filter(({ tenant }) => tenant === id);
  const changes = own.map(({ tenant: _own, ...change }) => change);
  return {
    outcome: 'changed',
    at: past.at,
    commit: past.commit,
    subject: ownLine(past.message, id),
    changes,
  };
}

/** A commit of the service has a line for each tenant; a person's says it in its subject. */
export function ownLine(message: string, id: string): string {
  const start = `tenant(${id}): `;
  const own = message.split('\n').filter((line) => line.startsWith(start));
  return own.length === 0 ? subjectOf(message) : own.map((line) => line.slice(start.length)).join('; ');
}

const subjectOf = (message: string): string => message.split('\n', 1)[0] ?? '';

const TRAILER = /^(Tenant|Event-Id|Actor): (.+)$/;
const FIELDS = { Tenant: 'tenant', 'Event-Id': 'event', Actor: 'actor' } as const;

/**
 * Whose the changes of a commit are. Trailers come in threes, in the order of the events, a change without a tenant
 * has two (`commitMessage`): a trailer that does not stand behind the one before it begins the next.
 */
export function changesOf(message: string): FleetChange[] {
  const order = Object.values(FIELDS);
  const changes: FleetChange[] = [];
  let reached = order.length;
  for (const line of message.split('\n')) {
    const [, name, value] = TRAILER.exec(line) ?? [];
    if (value === undefined) continue;
    const field = FIELDS[name as keyof typeof FIELDS];
    const place = order.indexOf(field);
    if (place <= reached) changes.push({});
    Object.assign(changes.at(-1) ?? {}, { [field]: value });
    reached = place;
  }
  return changes;
}
