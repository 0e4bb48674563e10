/** A change that the trailers of a commit's message name. */
export interface CommittedChange {
  readonly tenant?: string;
  /** Id of the event. */
  readonly event?: string;
  readonly actor?: string;
}

const TRAILER = /^(Tenant|Event-Id|Actor): (.+)$/;
const FIELDS = { Tenant: 'tenant', 'Event-Id': 'event', Actor: 'actor' } as const;

/**
 * Reads the changes from a message's trailers. `commitMessage` writes three trailers for each change, two for a change
 * without a tenant; a trailer that does not follow its predecessor begins the next change.
 */
export function changesOf(message: string): CommittedChange[] {
  const order = Object.values(FIELDS);
  const changes: CommittedChange[] = [];
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

/** What a commit did to one tenant: the lines about it, or the subject if there are none. */
export function tenantSubject(message: string, id: string): string {
  const start = `tenant(${id}): `;
  const own = message.split('\n').filter((line) => line.startsWith(start));
  return own.length === 0 ? subjectOf(message) : own.map((line) => line.slice(start.length)).join('; ');
}

/** The first line of a message. */
export const subjectOf = (message: string): string => message.split('\n', 1)[0] ?? '';
