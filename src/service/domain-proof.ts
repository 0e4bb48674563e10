import { type Dns, TXT_LABEL } from '../dns/dns.ts';
import type { DomainAsked } from '../events/event.ts';
import { ownerOf } from '../fleet/claims.ts';
import type { DomainProof, Handlers, Outcome } from '../http/handlers.ts';
import { lapseOf, pendingDomain } from '../lifecycle/domains.ts';
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
    case 'verified': {
      const verify = { ...ask, kind: 'domain-verify', token: pending.token } as const;
      const lapsed = await lapseOther({ committer, submit }, verify, request);
      if (lapsed?.kind === 'refused' || lapsed?.kind === 'unavailable') return lapsed;
      return withWarnings(await submit(verify, request), lapsed);
    }
    case 'absent':
      return { kind: 'refused', rule: 'not-possible', detail: absence(name, answer.found) };
    case 'unreachable': {
      const reason = `DNS: ${answer.reason}`;
      const detail = `nothing was changed: too few resolvers answered (${reason})`;
      return { kind: 'unavailable', reason, detail, retryAfterSeconds: RETRY_AFTER };
    }
  }
}

/** The claim of whoever has the domain now: told by a commit of its own, to its subscribers too. */
async function lapseOther(
  { committer, submit }: Pick<Proving, 'committer' | 'submit'>,
  verify: DomainAsked,
  request: Parameters<Handlers['submit']>[1],
): Promise<Outcome | undefined> {
  const owner = ownerOf(committer.known()?.byDomain ?? new Map(), verify.domain);
  return owner === undefined || owner === verify.tenant ? undefined : submit(lapseOf(verify, owner), request);
}

/** What the other tenant lost is told to whoever proved it. */
function withWarnings(outcome: Outcome, lapsed: Outcome | undefined): Outcome {
  const warnings = lapsed?.kind === 'changed' ? (lapsed.warnings ?? []) : [];
  if (warnings.length === 0 || (outcome.kind !== 'changed' && outcome.kind !== 'unchanged')) return outcome;
  return { ...outcome, warnings: [...warnings, ...(outcome.warnings ?? [])] };
}

function absence(name: string, found: readonly string[]): string {
  const there =
    found.length === 0 ? 'there is no TXT record' : `found ${found.map((text) => `"${text}"`).join(', ')}`;
  return `TXT ${name} does not hold the token yet: ${there}; changes in DNS take their time`;
}
