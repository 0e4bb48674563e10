import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import { openDns } from '../dns/dns.ts';
import { domainToken } from '../events/domain.ts';
import { githubRepository } from '../git/github.ts';
import { localRepository } from '../git/local.ts';
import type { Repository } from '../git/port.ts';
import { buildServer } from '../http/server.ts';
import { openCommitter, type Pace } from './committer.ts';
import { lookAtDomains, tellDomains, watchDomains } from './domain-watch.ts';
import type { Environment } from './environment.ts';
import type { LoggedEvent } from './event-log.ts';
import { fleetFigures } from './fleet-figures.ts';
import { openFleetPage } from './fleet-page.ts';
import { serviceHandlers } from './handlers.ts';
import { openMetrics } from './metrics.ts';
import { isLiveKey, openStripe } from './stripe-state.ts';
import { openSubscribers } from './subscribers.ts';
import { sweep } from './sweep.ts';

/** A running service. */
export interface Service {
  /** `http://HOST:PORT`. */
  readonly url: string;
  /** Takes no more requests, finishes the commit under way, answers who waits, and ends. */
  close(): Promise<void>;
}

export interface StartOptions {
  /** This program's version, as `dist/generator.json` has it. */
  readonly generator: string;
  /** Told of each event beside the log. */
  readonly decided?: (facts: LoggedEvent) => void;
  /** The embedded service: whoever sits at this machine may see the fleet page without a token. */
  readonly development?: boolean;
  readonly logger?: Logger;
  /** In place of the one that the environment names: with another pace, for tests. */
  readonly repository?: Repository;
  readonly pace?: Partial<Pace>;
}

/** What one commit may hold: GitHub takes some MiB of inline content, and nobody should wait long for its own. */
const LIMITS = { count: 100, bytes: 2 * 1024 * 1024 };
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
/** Milliseconds between looks at the branch, for readiness and the numbers of tenants. */
const LOOK_INTERVAL = 5000;
/** Milliseconds that the start waits for Git; after that the service runs, and says that it is not ready. */
const FIRST_LOOK = 120_000;

/** Starts the service. Throws what a person has to mend in the settings. */
export async function startService(environment: Environment, options: StartOptions): Promise<Service> {
  const logger = options.logger ?? pino({ level: environment.LOG_LEVEL });
  const repository = options.repository ?? repositoryOf(environment, logger);
  const metrics = openMetrics();
  const now = () => new Date();
  const committer = openCommitter({
    repository,
    generator: options.generator,
    limits: LIMITS,
    queueLimit: environment.QUEUE_LIMIT,
    now,
    random: Math.random,
    observer: metrics.observer,
    ...(options.pace === undefined ? {} : { pace: options.pace }),
  });
  metrics.watch(committer);
  await Promise.all([committer.look(FIRST_LOOK), warmUp()]);
  const subscribers = subscribersOf(environment, logger);
  const page = openFleetPage({ committer, repository, figures: fleetFigures, now: () => new Date() });
  const decided = (facts: LoggedEvent) => {
    page.note(facts);
    logDecision(logger, facts);
    options.decided?.(facts);
  };
  const { STRIPE_SECRET_KEY: key, STRIPE_API_BASE: base } = environment;
  const askStripe = key === undefined ? undefined : openStripe(key, base);
  const dns = openDns({ servers: environment.DNS_SERVERS });
  const handlers = serviceHandlers({
    committer,
    repository,
    metrics,
    askStripe,
    dns,
    subscribers,
    page,
    now,
    decided,
  });
  const server = buildServer(handlers, settingsOf(environment, options), { logger });
  const looks = setInterval(() => {
    void committer.look().catch(() => undefined);
    void committer.retryWriting().catch(() => undefined);
  }, LOOK_INTERVAL).unref();
  const sweeps = sweepEvery(environment.SWEEP_INTERVAL_SECONDS, async () => {
    const swept = await sweep(committer, handlers.submit, now());
    if (swept.left > 0) logger.warn(swept, 'more tenants are due than one sweep moves');
  });
  const endWatch =
    environment.SWEEP_INTERVAL_SECONDS === 0
      ? undefined
      : watchDomains({
          look: () => lookAtDomains(committer, dns),
          told: (elsewhere) => tellDomains(elsewhere, metrics, logger),
        });
  await server.listen({ host: environment.HOST, port: environment.PORT });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `http://${environment.HOST}:${port}`,
    async close() {
      clearInterval(looks);
      clearInterval(sweeps);
      endWatch?.();
      await server.close();
      await committer.close();
      subscribers?.close();
    },
  };
}

/** At the start and then every so many seconds; 0 leaves the dates to somebody else. */
function sweepEvery(seconds: number, act: () => Promise<void>): NodeJS.Timeout | undefined {
  if (seconds === 0) return undefined;
  // What goes wrong is told by what went wrong, and the next sweep finds the same dates.
  const quietly = () => void act().catch(() => undefined);
  quietly();
  return setInterval(quietly, seconds * 1000).unref();
}

/** cdk8s takes most of a second to load: before the first request, not within it. */
async function warmUp(): Promise<void> {
  await import('../synth/tenant.ts');
}

function repositoryOf(environment: Environment, logger: Logger): Repository {
  const { GIT_BRANCH: branch } = environment;
  if (environment.GIT_ADAPTER === 'local') return localRepository({ dir: environment.GIT_DIR ?? '', branch });
  return githubRepository({
    repository: environment.GITHUB_REPOSITORY ?? '',
    branch,
    apiUrl: environment.GITHUB_API_URL,
    auth: githubAuth(environment),
    log: (line) => logger.warn(line),
  });
}

function githubAuth({
  GITHUB_TOKEN,
  GITHUB_APP_ID,
  GITHUB_INSTALLATION_ID,
  GITHUB_APP_PRIVATE_KEY,
}: Environment) {
  if (GITHUB_APP_ID === undefined) return { token: GITHUB_TOKEN ?? '' };
  return {
    appId: GITHUB_APP_ID,
    installationId: GITHUB_INSTALLATION_ID ?? '',
    privateKey: GITHUB_APP_PRIVATE_KEY ?? '',
  };
}

function subscribersOf({ SUBSCRIBER_SECRET: secrets }: Environment, logger: Logger) {
  if (secrets === undefined) return undefined;
  return openSubscribers({ secrets, warn: (facts) => logger.warn(facts, 'a subscriber could not be told') });
}

function settingsOf(environment: Environment, { development = false }: StartOptions) {
  return {
    stripeWebhookSecrets: environment.STRIPE_WEBHOOK_SECRET ?? [],
    signupWebhookSecrets: environment.SIGNUP_WEBHOOK_SECRET ?? [],
    stripeLivemode:
      environment.STRIPE_SECRET_KEY === undefined ? undefined : isLiveKey(environment.STRIPE_SECRET_KEY),
    adminTokens: environment.ADMIN_TOKENS,
    // A service that others can reach is none of development, whatever it was told.
    development: development && LOOPBACK.has(environment.HOST),
    bodyLimit: environment.BODY_LIMIT,
    rateLimitMax: environment.RATE_LIMIT_MAX,
    proxyHops: environment.PROXY_HOPS,
    now: Date.now,
    newId: randomUUID,
    newToken: domainToken,
  };
}

function logDecision(logger: Logger, { paths, ...facts }: LoggedEvent): void {
  const line = { ...facts, files: paths.length };
  if (facts.outcome === 'unavailable') logger.error(line, 'nothing was committed');
  else if (facts.outcome === 'refused') logger.warn(line, 'refused');
  else logger.info(line, facts.outcome);
}
