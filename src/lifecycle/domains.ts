import type { DomainAsked } from '../events/event.ts';
import { daysAfter } from '../platform/new-tenant.ts';
import type { Platform } from '../platform/schema.ts';
import { domainSchema } from '../records/fields.ts';
import { recordFile } from '../records/parse.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import { checked } from './check.ts';
import { type Decision, type Refused, refused } from './decision.ts';
import { unknownTenant } from './impossible.ts';
import type { FleetView } from './view.ts';

/** Days that a domain waits for its proof. */
const TOKEN_DAYS = 7;
/** Domains of one tenant, those that wait included. */
const MOST = 20;
/** With the label of the proof before it, a name still fits into DNS. */
const LONGEST = 231;

type PendingDomain = NonNullable<TenantRecord['pendingDomains']>[number];

/** A custom domain is requested, proved, or removed. */
export function decideDomain(view: FleetView, event: DomainAsked, now: Date): Decision {
  const record = view.record(event.tenant);
  if (record === undefined) return unknownTenant(event.tenant);
  switch (event.kind) {
    case 'domain-add':
      return add(view, record, event, now);
    case 'domain-verify':
      return verify(view, record, event, now);
    case 'domain-remove':
      return remove(view, record, event, now);
  }
}

/** The domain's entry while it waits for its proof. */
export function pendingDomain(record: TenantRecord, domain: string, now: Date): PendingDomain | undefined {
  return record.pendingDomains?.find(
    (pending) => pending.domain === domain && new Date(pending.expiresAt) > now,
  );
}

function add(view: FleetView, record: TenantRecord, event: DomainAsked, now: Date): Decision {
  const { domain, token } = event;
  const { id } = record;
  const refusal = unfit(view, record, domain);
  if (refusal !== undefined) return refusal;
  const owner = otherOwner(view, record, domain);
  if (record.domains.includes(domain))
    return { kind: 'unchanged', tenant: id, because: `has ${domain} already` };
  if (pendingDomain(record, domain, now) !== undefined)
    return { kind: 'unchanged', tenant: id, because: `${domain} waits for its proof already` };
  const others = withoutPending(record, domain);
  if (record.domains.length + others.length >= MOST)
    return refused('not-possible', `${id} has ${MOST} domains, those that wait included`);
  const pendingDomains = [...others, { domain, token, expiresAt: daysAfter(now, TOKEN_DAYS) }];
  const warnings =
    owner === undefined ? {} : { warnings: [`${owner} has ${domain}: the proof takes it from there`] };
  return checked(view, { ...record, pendingDomains }, `domain ${domain} asked for`, warnings);
}

/** Proved: from now on it is in Ingress and certificate, and nobody else's. */
function verify(view: FleetView, record: TenantRecord, event: DomainAsked, now: Date): Decision {
  const { domain, token } = event;
  const { id } = record;
  if (record.domains.includes(domain))
    return { kind: 'unchanged', tenant: id, because: `has ${domain} already` };
  const pending = pendingDomain(record, domain, now);
  if (pending === undefined || pending.token !== token)
    return refused('not-possible', `${domain} does not wait for this proof: ask for it (again)`);
  const refusal = unfit(view, record, domain);
  if (refusal !== undefined) return refusal;
  const owner = otherOwner(view, record, domain);
  if (owner !== undefined) {
    const way = `mechanicbuddy tenant domain remove ${owner} ${domain} gives it up there, then verify it again`;
    return refused('taken', `${domain} is still claimed by ${owner}: ${way}`);
  }
  const next = withPending(
    { ...record, domains: [...record.domains, domain] },
    withoutPending(record, domain),
  );
  return checked(view, next, `domain ${domain} verified`);
}

function remove(view: FleetView, record: TenantRecord, event: DomainAsked, now: Date): Decision {
  const { domain, provedBy } = event;
  if (provedBy !== undefined) return lapse(view, record, event, provedBy, now);
  const others = withoutPending(record, domain);
  const isPending = others.length < (record.pendingDomains?.length ?? 0);
  if (!record.domains.includes(domain) && !isPending)
    return { kind: 'unchanged', tenant: record.id, because: `has no ${domain}` };
  const domains = record.domains.filter((each) => each !== domain);
  return checked(view, withPending({ ...record, domains }, others), `domain ${domain} removed`);
}

/** The event by which a proof ends the claim of whoever has the domain; before the proof's own event. */
export function lapseOf({ ifMatch: _, ...verify }: DomainAsked, owner: string): DomainAsked {
  const { id, tenant } = verify;
  return { ...verify, kind: 'domain-remove', id: `${id}-lapse`, tenant: owner, provedBy: tenant };
}

/** A claim ends that another tenant's proof has overtaken: whoever controls the name now decides whose it is. */
function lapse(
  view: FleetView,
  record: TenantRecord,
  { domain, token }: DomainAsked,
  provedBy: string,
  now: Date,
): Decision {
  const claimant = view.record(provedBy);
  const pending = claimant && pendingDomain(claimant, domain, now);
  if (claimant === undefined || pending?.token !== token || unfit(view, claimant, domain) !== undefined)
    return refused('not-possible', `${domain} does not wait for the proof of ${provedBy}`);
  if (!record.domains.includes(domain))
    return { kind: 'unchanged', tenant: record.id, because: `has no ${domain}` };
  const domains = record.domains.filter((each) => each !== domain);
  const warnings = [`${record.id} loses ${domain}: ${provedBy} has proved it in DNS`];
  return checked(view, { ...record, domains }, `domain ${domain} lapsed, ${provedBy} has proved it`, {
    warnings,
  });
}

/** Domains whose time to be proved is over. */
export function withoutExpired(record: TenantRecord, now: Date): TenantRecord {
  const waiting = record.pendingDomains?.filter(({ expiresAt }) => new Date(expiresAt) > now) ?? [];
  return withPending(record, waiting);
}

function withoutPending({ pendingDomains = [] }: TenantRecord, domain: string): PendingDomain[] {
  return pendingDomains.filter((pending) => pending.domain !== domain);
}

function withPending(record: TenantRecord, waiting: readonly PendingDomain[]): TenantRecord {
  const { pendingDomains: _, ...rest } = record;
  return waiting.length === 0 ? rest : { ...rest, pendingDomains: [...waiting] };
}

/** Why a domain cannot be this tenant's; nothing if it can. */
function unfit(view: FleetView, record: TenantRecord, domain: string): Refused | undefined {
  const { id, tier, status } = record;
  if (isShared(tier))
    return refused('not-possible', `custom domains need a dedicated tier, and ${id} is on ${tier}`);
  if (status === 'archived' || status === 'purging' || status === 'purged')
    return refused('not-possible', `${id} is ${status}`);
  const rule = domainRule(domain, view.platform);
  if (rule !== undefined) {
    const { message, allowed } = rule;
    const problem = { file: recordFile(id), field: 'domain', message, found: domain, allowed };
    return refused('invalid', `${domain} ${message}`, { problems: [problem] });
  }
  return undefined;
}

/** Who else has a domain now: DNS is asked whose it is. */
function otherOwner(view: FleetView, { id }: TenantRecord, domain: string): string | undefined {
  const owner = view.tenantOfDomain(domain);
  return owner === id ? undefined : owner;
}

interface Rule {
  readonly message: string;
  readonly allowed: string;
}

function domainRule(domain: string, { domain: own }: Platform): Rule | undefined {
  if (domain.startsWith('*.'))
    return { message: 'is a wildcard', allowed: 'one host: each is proved and certified by itself' };
  if (domain.startsWith('www.')) return { message: 'is a www. domain', allowed: 'the domain without www.' };
  if (domain === own || domain.endsWith(`.${own}`))
    return { message: 'is the platform’s own', allowed: 'a domain of the customer’s' };
  if (!domainSchema.safeParse(domain).success || domain.length > LONGEST)
    return {
      message: 'is no host name',
      allowed: `a host name such as workshop.acme.com, at most ${LONGEST} characters`,
    };
  return undefined;
}
