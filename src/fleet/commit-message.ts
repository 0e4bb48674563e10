import type { TenantEvent } from '../events/event.ts';
import type { Changed } from '../lifecycle/decision.ts';

/** An event and what it changed. */
export interface Applied {
  readonly event: Pick<TenantEvent, 'id' | 'actor'>;
  readonly decision: Changed;
}

/**
 * A commit's message: the subject, one line for each change if there are several, and trailers that say who changed which
 * tenant, in the order of the events (docs/decisions/one-commit.md).
 *
 * @param note a sentence for the body
 * @returns the message, with a line break at its end
 */
export function commitMessage(applied: readonly Applied[], note = ''): string {
  const lines = applied.map(subjectOf);
  const [first = ''] = lines;
  const head = lines.length === 1 ? first : `tenants: ${lines.length} changes\n\n${lines.join('\n')}`;
  const trailers = applied.flatMap(({ event, decision }) => [
    ...(decision.tenant === undefined ? [] : [`Tenant: ${decision.tenant}`]),
    `Event-Id: ${event.id}`,
    `Actor: ${event.actor}`,
  ]);
  return `${[head, note, trailers.join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
}

function subjectOf({ decision: { tenant, subject } }: Applied): string {
  return tenant === undefined ? `signups: ${subject}` : `tenant(${tenant}): ${subject}`;
}

/** All values of a trailer in a message, in their order. */
export function trailers(message: string, name: string): string[] {
  return message
    .split('\n')
    .flatMap((line) => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2)] : []));
}
