import type { Logger } from 'pino';
import type { Dns, Pointing } from '../dns/dns.ts';
import { tenantHost } from '../platform/host.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';
import type { Committer } from './committer.ts';
import type { Metrics } from './metrics.ts';

/** A verified domain that leads to another place by now. */
export interface Elsewhere {
  readonly tenant: string;
  readonly domain: string;
  /** Where it leads: foreign text, cleaned for a message. */
  readonly found: readonly string[];
}

interface Asked {
  readonly tenant: string;
  readonly domain: string;
  readonly host: string;
}

/** Domains that are asked about at a time: a look has hours, and resolvers limit who asks much. */
const AT_A_TIME = 4;

/**
 * Checks where the verified domains of serving tenants point. A domain that too few resolvers know anything about does not
 * count as pointing elsewhere.
 */
export async function lookAtDomains(
  committer: Committer,
  dns: Dns,
): Promise<readonly Elsewhere[] | undefined> {
  const state = await committer.look();
  if (state?.platform === undefined) return undefined;
  const { platform, records } = state;
  const waiting = [...records.values()].flatMap(({ record }) => domainsOf(record, platform));
  const found: Elsewhere[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { tenant, domain, host } = next;
      const answer: Pointing = await dns.pointsTo(domain, host);
      if (answer.kind === 'elsewhere') found.push({ tenant, domain, found: answer.found });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return found;
}

function domainsOf(record: TenantRecord, platform: Platform): Asked[] {
  const isServing = record.status === 'active' || record.status === 'cancelled';
  if (!isServing || record.domains.length === 0) return [];
  const host = tenantHost(record.id, platform);
  return record.domains.map((domain) => ({ tenant: record.id, domain, host }));
}

/** Each by name for whoever looks, and how many for the alert. */
export function tellDomains(elsewhere: readonly Elsewhere[], metrics: Metrics, logger: Logger): void {
  metrics.domainsElsewhere(elsewhere.length);
  for (const each of elsewhere) logger.warn(each, 'a verified domain leads elsewhere');
}

interface Watch {
  /** Looks once. */
  readonly look: () => Promise<readonly Elsewhere[] | undefined>;
  readonly told: (elsewhere: readonly Elsewhere[]) => void;
}

/** Between two looks, and from the start to the first. */
const EVERY_MILLISECONDS = 6 * 3_600_000;
const FIRST_MILLISECONDS = 60_000;

/** Looks a minute after the start, and then every six hours; keeps no process alive. Out: what ends it. */
export function watchDomains({ look, told }: Watch): () => void {
  let timer = setTimeout(again, FIRST_MILLISECONDS).unref();
  let isEnded = false;

  function again(): void {
    void once().finally(() => {
      if (!isEnded) timer = setTimeout(again, EVERY_MILLISECONDS).unref();
    });
  }

  async function once(): Promise<void> {
    // Whoever cannot read Git or ask DNS is told of by others: the next look finds the same domains.
    const found = await look().catch(() => undefined);
    if (found !== undefined && !isEnded) told(found);
  }

  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}
