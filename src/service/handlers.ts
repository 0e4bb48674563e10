import { setTimeout } from 'node:timers/promises';
import type { Dns } from '../dns/dns.ts';
import { type BillingEvent, isBilling, type TenantEvent } from '../events/event.ts';
import type { Unapplied } from '../events/unapplied.ts';
import { trailers } from '../fleet/commit-message.ts';
import type { FleetState } from '../fleet/state.ts';
import type { Repository, Unavailable } from '../git/port.ts';
import type { Handlers, Outcome, TenantQuery, TenantView } from '../http/handlers.ts';
import { isUndecided } from '../lifecycle/latest.ts';
import { customersOf } from '../lifecycle/waiting.ts';
import { allTiers } from '../platform/tiers.ts';
import { recordFile } from '../records/parse.ts';
import type { TenantRecord } from '../records/schema.ts';
import type { Committed, Committer } from './committer.ts';
import { proveDomain } from './domain-proof.ts';
import { factsOf, type LoggedEvent } from './event-log.ts';
import type { FleetPage } from './fleet-page.ts';
import type { Metrics } from './metrics.ts';
import { refusal, tenantView } from './outcome.ts';
import type { AskStripe } from './stripe-state.ts';
import type { Subscribers } from './subscribers.ts';

export interface HandlerOptions {
  readonly committer: Committer;
  readonly repository: Repository;
  readonly metrics: Metrics;
  readonly askStripe: AskStripe | undefined;
  readonly dns: Dns;
  readonly subscribers: Subscribers | undefined;
  readonly page: FleetPage;
  readonly now: () => Date;
  readonly decided: (facts: LoggedEvent) => void;
}

/** Seconds after which it may be worth asking again, when nobody says. */
const RETRY_AFTER = 5;
/** Commits of one record that are searched for the one that made it. */
const HISTORY = 1000;

/** What the routes call, joined with the committer. */
export function serviceHandlers(options: HandlerOptions): Handlers {
  const { committer, metrics, dns, page, now } = options;
  const submitted: Handlers['submit'] = async (event, request) => {
    const began = performance.now();
    const { outcome, paths, because } = await submit(event, options);
    metrics.decided(event.kind, outcome.kind);
    const unapplied = outcome.kind === 'unavailable' ? [] : (outcome.unapplied ?? []);
    for (const { reason } of unapplied) metrics.unapplied(reason);
    options.decided(
      factsOf(event, request, outcome, { because, paths, milliseconds: performance.now() - began }),
    );
    return outcome;
  };
  return {
    submit: submitted,
    verifyDomain: (ask, request) => proveDomain({ dns, committer, submit: submitted, now }, ask, request),
    tenants: async (query) => pageOf(await committer.look(), query),
    async tiers() {
      const platform = (await committer.look())?.platform;
      return platform && allTiers(platform);
    },
    async tenant(id) {
      return viewOf(await committer.look(), id);
    },
    staleSince: committer.staleSince,
    fleet: page.fleet,
    fleetTenant: page.fleetTenant,
    readiness() {
      const trouble = committer.trouble();
      return trouble === undefined ? { kind: 'ready' } : { kind: 'unready', because: trouble };
    },
    metrics: metrics.text,
    unapplied: ({ reason }) => metrics.unapplied(reason),
    answered: metrics.answered,
  };
}

/** One page of the tenants, in the order of their ids. */
function pageOf(state: FleetState | undefined, { tier, status, limit, after = '' }: TenantQuery) {
  const matching = [...(state?.records.values() ?? [])]
    .map(({ record }) => record)
    .filter(
      (record) =>
        record.id > after &&
        (tier === undefined || record.tier === tier) &&
        (status === undefined || record.status === status),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const items = matching.slice(0, limit);
  const last = items.at(-1)?.id;
  return matching.length > limit && last !== undefined ? { items, next: last } : { items };
}

interface Submitted {
  readonly outcome: Outcome;
  readonly paths: readonly string[];
  readonly because?: string;
}

/** How often Stripe is asked again where nothing but event ids tells the last state of one second. */
const ASKED_AGAIN = 2;
/** Milliseconds after which Stripe's clock shows another second. */
const ONE_SECOND = 1000;

async function submit(event: TenantEvent, options: HandlerOptions, left = ASKED_AGAIN): Promise<Submitted> {
  const { committer, askStripe } = options;
  if (askStripe === undefined || !isBilling(event))
    return told(event, await committer.submit(event), options);
  const isKnown = (key: string) => isKnownTo(committer.known(), key);
  const present = await askStripe(event, isKnown);
  switch (present.kind) {
    case 'foreign':
      return { outcome: { kind: 'unchanged' }, paths: [], because: 'is not of this platform' };
    case 'unavailable':
      return { outcome: unavailable(present.reason), paths: [], because: present.reason };
    case 'event': {
      const submitted = await told(event, await committer.submit(present.event), options);
      if (left === 0 || !isUndecidedNow(event, submitted)) return submitted;
      await setTimeout(ONE_SECOND);
      return submit(event, options, left - 1);
    }
  }
}

/** Whether a record knows a subscription, a payment or a customer. */
function isKnownTo(state: FleetState | undefined, key: string): boolean {
  if (state === undefined) return false;
  if (!key.startsWith('cus_')) return state.bySubscription.has(key);
  return [...state.records.values()].some(({ record }) => customersOf(record).includes(key));
}

/** Whether two answers of Stripe's within one second differ, so that only a later one tells. */
function isUndecidedNow(event: BillingEvent, { outcome }: Submitted): boolean {
  if (!('subscription' in event) || !('tenant' in outcome)) return false;
  const known = outcome.tenant?.record.billing?.events?.[event.subscription];
  return known !== undefined && isUndecided(known.states ?? []);
}

/** The answer to an event, once it is in Git; the subscribers are told. */
async function told(event: TenantEvent, result: Committed, options: HandlerOptions): Promise<Submitted> {
  if (result.kind === 'unavailable')
    return {
      outcome: unavailable(result.reason, result.retryAfterSeconds),
      paths: [],
      because: result.reason,
    };
  const { decision, commit, paths } = result;
  const unapplied = decision.unapplied?.length ? { unapplied: decision.unapplied } : {};
  if (decision.kind === 'refused')
    return { outcome: { ...refusal(decision), ...unapplied }, paths: [], because: decision.detail };
  const state = options.committer.known();
  const tenant = decision.tenant === undefined ? undefined : viewOf(state, decision.tenant);
  if (decision.kind === 'changed') {
    if (tenant !== undefined && commit !== undefined) announce(tenant, commit, options);
    const { warnings } = decision;
    const outcome = { ...answer('changed', tenant, commit), ...unapplied };
    return {
      outcome: warnings === undefined ? outcome : { ...outcome, warnings },
      paths,
      ...reasons(decision),
    };
  }
  const made = await madeBy(event, tenant?.record, options.repository);
  if (typeof made === 'object') return { outcome: unavailable(made.reason), paths: [], because: made.reason };
  return {
    outcome: { ...answer('unchanged', tenant, made), ...unapplied },
    paths: [],
    because: [decision.because, reasons(decision).because].filter(Boolean).join('; '),
  };
}

/** What is not applied, for the log. */
function reasons({ unapplied = [] }: { readonly unapplied?: readonly Unapplied[] }): { because?: string } {
  const because = unapplied.map(({ detail }) => detail).join('; ');
  return because === '' ? {} : { because };
}

function answer(
  kind: 'changed' | 'unchanged',
  tenant: TenantView | undefined,
  commit: string | undefined,
): Extract<Outcome, { kind: 'changed' | 'unchanged' }> {
  return { kind, ...(tenant === undefined ? {} : { tenant }), ...(commit === undefined ? {} : { commit }) };
}

function announce(
  { record }: TenantView,
  commit: string,
  { committer, subscribers, now }: HandlerOptions,
): void {
  const urls = committer.known()?.platform?.subscribers.map(({ url }) => url) ?? [];
  subscribers?.tell({ tenant: record, commit, at: now().toISOString() }, urls);
}

/** The commit of a signup that was asked for before: Git knows it by the trailer of the key that made the tenant. */
async function madeBy(
  event: TenantEvent,
  record: TenantRecord | undefined,
  repository: Repository,
): Promise<string | undefined | Unavailable> {
  if (event.kind !== 'signup' || record === undefined) return undefined;
  const id = `signup-${record.signup?.key ?? event.key}`;
  const found = await repository.history(recordFile(record.id), HISTORY);
  if (found.kind === 'unavailable') return found;
  return found.commits.find(({ message }) => trailers(message, 'Event-Id').includes(id))?.commit;
}

function viewOf(state: FleetState | undefined, id: string): TenantView | undefined {
  const record = state?.records.get(id)?.record;
  return record === undefined || state?.platform === undefined
    ? undefined
    : tenantView(record, state.platform);
}

function unavailable(reason: string, retryAfterSeconds = RETRY_AFTER): Outcome {
  return { kind: 'unavailable', reason, retryAfterSeconds };
}
