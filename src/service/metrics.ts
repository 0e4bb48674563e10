import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { BILLING_KINDS } from '../events/event.ts';
import { UNAPPLIED_REASONS, type UnappliedReason } from '../events/unapplied.ts';
import type { FleetState } from '../fleet/state.ts';
import { allTiers } from '../platform/tiers.ts';
import { hasEnded } from '../records/billing.ts';
import type { Pending } from '../records/pending.ts';
import { STATUSES } from '../records/schema.ts';
import type { CommitObserver, Committer } from './committer.ts';
import { wantedImages } from './wanted-images.ts';

/** What Prometheus reads (docs/reference/metrics.md). */
export interface Metrics {
  readonly observer: CommitObserver;
  answered(route: string, status: number): void;
  decided(kind: string, outcome: string): void;
  /** Counts a part of what Stripe told that is not applied. */
  unapplied(reason: UnappliedReason): void;
  /** The queue is asked when it is scraped. */
  watch(committer: Committer): void;
  /** How many verified domains lead elsewhere, as the last look found. */
  domainsElsewhere(count: number): void;
  text(): Promise<string>;
}

const PREFIX = 'mechanicbuddy_';

export function openMetrics(): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  const named = (name: string, help: string) => ({ name: `${PREFIX}${name}`, help, registers });
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    ...named('http_requests_total', 'Answers'),
    labelNames: ['route', 'status'],
  });
  const events = new Counter({
    ...named('events_total', 'What became of events'),
    labelNames: ['kind', 'outcome'],
  });
  const commits = new Counter({ ...named('commits_total', 'Commits tried'), labelNames: ['outcome'] });
  const retries = new Counter(named('commit_retries_total', 'Commits decided again on a newer head'));
  const conflicts = new Counter(named('commit_conflicts_total', 'Heads that moved meanwhile'));
  const buckets = [1, 2, 5, 10, 20, 50, 100, 200];
  const size = new Histogram({ ...named('commit_batch_size', 'Changes in a commit'), buckets });
  const duration = new Histogram({
    ...named('commit_duration_seconds', 'From the first try to the commit'),
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  let known: FleetState | undefined;
  new Gauge({
    ...named('tenants', 'Tenants in Git'),
    labelNames: ['tier', 'status'],
    // Counted when it is scraped: counting at each commit would make a commit dearer with every tenant. Counted anew: a
    // tier that is no longer in platform.yaml leaves no series behind.
    collect() {
      this.reset();
      for (const [labels, number] of known === undefined ? [] : countTenants(known)) this.set(labels, number);
    },
  });
  new Gauge({
    ...named('wanted_image', 'Images that Git wants to run, by namespace and container'),
    labelNames: ['namespace', 'container', 'image_spec'],
    // Made when it is scraped, and anew: a release that is no longer wanted leaves no series behind.
    collect() {
      this.reset();
      for (const { namespace, container, image } of known === undefined ? [] : wantedImages(known))
        this.set({ namespace, container, image_spec: image }, 1);
    },
  });
  const maxTenants = new Gauge(named('max_tenants', 'Places of the free tier'));
  const taken = new Gauge(
    named('places_taken', 'Places of the free tier that are taken, by moving tenants too'),
  );
  const pending = new Gauge(named('pending_signups', 'Subscriptions that wait for their checkout'));
  const elsewhere = new Gauge(
    named('domains_elsewhere', 'Verified domains of serving tenants that lead elsewhere'),
  );
  const unapplied = new Counter({
    ...named('billing_unapplied_total', 'Parts of what Stripe told that are not applied'),
    labelNames: ['reason'],
  });
  for (const reason of UNAPPLIED_REASONS) unapplied.inc({ reason }, 0);
  // A series that begins with its first failure shows no increase.
  for (const outcome of ['committed', 'failed']) commits.inc({ outcome }, 0);
  for (const kind of ['signup', ...BILLING_KINDS])
    for (const outcome of ['changed', 'unchanged', 'refused', 'unavailable'])
      events.inc({ kind, outcome }, 0);

  const keep = (state: FleetState) => {
    known = state;
    maxTenants.set(state.platform?.freeTier.maxTenants ?? 0);
    taken.set(state.shared);
    pending.set([...state.pending.values()].filter(waitsForCheckout).length);
  };

  return {
    observer: {
      committed(facts) {
        commits.inc({ outcome: 'committed' });
        size.observe(facts.size);
        duration.observe(facts.seconds);
      },
      failed: () => commits.inc({ outcome: 'failed' }),
      conflict() {
        conflicts.inc();
        retries.inc();
      },
      synced: keep,
    },
    answered: (route, status) => requests.inc({ route, status: String(status) }),
    decided: (kind, outcome) => events.inc({ kind, outcome }),
    unapplied: (reason) => unapplied.inc({ reason }),
    watch: (committer) => watchQueue(committer, registers),
    domainsElsewhere: (count) => elsewhere.set(count),
    text: () => registry.metrics(),
  };
}

/** A refund of what is unknown here, and what ended before it was paid, wait for nobody. */
function waitsForCheckout({ tenant, buyer, events = {} }: Pending): boolean {
  const isOver = events.paidSince === undefined && hasEnded(events);
  return (tenant !== undefined || buyer !== undefined || events.paidSince !== undefined) && !isOver;
}

function watchQueue(committer: Committer, registers: Registry[]): void {
  new Gauge({
    name: `${PREFIX}queue_length`,
    help: 'Requests that wait for their commit',
    registers,
    collect() {
      this.set(committer.queue().length);
    },
  });
  new Gauge({
    name: `${PREFIX}queue_oldest_age_seconds`,
    help: 'How long the oldest request has waited',
    registers,
    collect() {
      const { oldestSince } = committer.queue();
      this.set(oldestSince === undefined ? 0 : (Date.now() - oldestSince) / 1000);
    },
  });
}

/** Every tier and status, also those without a tenant, so that a number that falls to zero is exported. */
function countTenants({ platform, records }: FleetState) {
  const tenants = [...records.values()].map(({ record }) => record);
  const tiers = new Set([
    ...(platform === undefined ? [] : allTiers(platform)),
    ...tenants.map(({ tier }) => tier),
  ]);
  const pairs = [...tiers].flatMap((tier) => STATUSES.map((status) => `${tier} ${status}`));
  const counts = new Map(pairs.map((pair) => [pair, 0]));
  for (const { tier, status } of tenants)
    counts.set(`${tier} ${status}`, (counts.get(`${tier} ${status}`) ?? 0) + 1);
  return [...counts].map(([pair, number]) => {
    const [tier = '', status = ''] = pair.split(' ');
    return [{ tier, status }, number] as const;
  });
}
