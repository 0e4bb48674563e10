import { type Dns, TXT_LABEL } from '../dns/dns.ts';
import type { DomainProof, Handlers, Outcome } from '../http/handlers.ts';
import { pendingDomain } from '../lifecycle/domains.ts';
import type { Committer } from './committer.ts';

/** Seconds after which too few resolvers may have become enough. */
const RETRY_AFTER = 30;

interface Proving {
  readonly dns: Dns;
  readonly committer: Committer;
  readonly submit: Handlers['submit'];
  readonly now: () => Date;
}

/** Asks DNS for a domain's token. What is decided then is decided on the head, whatever happened meanwhile. */
export async function proveDomain(
  { dns, committer, submit, now }: Proving,
  ask: DomainProof,
  request: Parameters<Handlers['submit']>[1],
): Promise<Outcome> {
  const record = (await committer.look())?.records.get(ask.tenant)?.record;
  const pending = record && pendingDomain(record, ask.domain, now());
  // Unknown, verified already, or never asked for: the decision says which.
  if (pending === undefined) return submit({ ...ask, kind: 'domain-verify', token: '' }, request);
  const name = `${TXT_LABEL}.${ask.domain}`;
  const answer = await dns.verify(name, pending.token);
  switch (answer.kind) {
    case 'verified':
      return submit({ ...ask, kind: 'domain-verify', token: pending.token }, request);
    case 'absent':
      return { kind: 'refused', rule: 'not-possible', detail: absence(name, answer.found) };
    case 'unreachable': {
      const reason = `DNS: ${answer.reason}`;
      const detail = `nothing was changed: too few resolvers answered (${reason})`;
      return { kind: 'unavailable', reason, detail, retryAfterSeconds: RETRY_AFTER };
    }
  }
}

function absence(name: string, found: readonly string[]): string {
  const there =
    found.length === 0 ? 'there is no TXT record' : `found ${found.map((text) => `"${text}"`).join(', ')}`;
  return `TXT ${name} does not hold the token yet: ${there}; changes in DNS take their time`;
}
