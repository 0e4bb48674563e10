import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dns, Pointing } from '../../../src/dns/dns.ts';
import { lookAtDomains, tellDomains, watchDomains } from '../../../src/service/domain-watch.ts';
import { openMetrics } from '../../../src/service/metrics.ts';
import { committerOn, makeRepository } from '../../fixtures/committer.ts';
import { ACME, BIGSHOP, PETE } from '../../fixtures/fleet.ts';

const named = (id: string, more: string) => ACME.replace('id: acme', `id: ${id}`) + more;
const HERE: Pointing = { kind: 'here' };

function dnsThat(answer: (domain: string, host: string) => Promise<Pointing> | Pointing): Dns {
  return {
    verify: async () => ({ kind: 'verified' }),
    pointsTo: async (domain, host) => answer(domain, host),
  };
}

describe('a look', () => {
  const RECORDS = [
    BIGSHOP,
    PETE,
    named('one', 'domains: [one.example, lost.example]\n'),
    named('leaving', 'domains: [leaving.example]\nstatus: cancelled\nendsAt: 2026-12-01T00:00:00Z\n'),
    named('asleep', 'domains: [asleep.example]\nstatus: suspended\nsuspendedBy: admin\n'),
    named('gone', 'domains: [gone.example]\nstatus: purged\n'),
  ];

  it('asks of each verified domain of a tenant that serves, and tells those that lead elsewhere', async () => {
    const { committer } = committerOn((await makeRepository(RECORDS)).repository);
    const asked: string[] = [];
    const dns = dnsThat((domain, host) => {
      asked.push(`${domain} ${host}`);
      if (domain === 'one.example') return { kind: 'unreachable', reason: 'too few answered' };
      return domain === 'lost.example' ? { kind: 'elsewhere', found: ['192.0.2.7'] } : HERE;
    });
    expect(await lookAtDomains(committer, dns)).toEqual([
      { tenant: 'one', domain: 'lost.example', found: ['192.0.2.7'] },
    ]);
    expect(asked.toSorted()).toEqual([
      'leaving.example leaving.example.com',
      'lost.example one.example.com',
      'one.example one.example.com',
      'workshop.bigshop.com bigshop.example.com',
    ]);
  });

  it('asks of few at a time', async () => {
    const domains = Array.from({ length: 15 }, (_, i) => `d${i}.example`);
    const { committer } = committerOn(
      (await makeRepository([named('many', `domains: [${domains.join(', ')}]\n`)])).repository,
    );
    let [present, most, all] = [0, 0, 0];
    const dns = dnsThat(async () => {
      most = Math.max(most, ++present);
      all++;
      await new Promise((resolve) => setTimeout(resolve, 1));
      present--;
      return HERE;
    });
    expect(await lookAtDomains(committer, dns)).toEqual([]);
    expect([all, most]).toEqual([15, 4]);
  });

  it('of a platform that cannot be read is none', async () => {
    const committer = { look: async () => undefined } as never;
    expect(
      await lookAtDomains(
        committer,
        dnsThat(() => HERE),
      ),
    ).toBeUndefined();
  });
});

describe('the watch', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const hours = (count: number) => vi.advanceTimersByTimeAsync(count * 3_600_000);

  it('looks a minute after the start, then every six hours, until it is ended', async () => {
    const told: number[] = [];
    let looks = 0;
    const end = watchDomains({
      look: async () => {
        looks++;
        if (looks === 2) throw new Error('no network');
        return [{ tenant: 'one', domain: 'lost.example', found: [] }];
      },
      told: ({ length }) => told.push(length),
    });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(looks).toBe(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([looks, told]).toEqual([1, [1]]);
    await hours(6);
    expect([looks, told]).toEqual([2, [1]]);
    await hours(6);
    expect([looks, told]).toEqual([3, [1, 1]]);
    end();
    await hours(20);
    expect(looks).toBe(3);
  });
});

it('what a look found is a number for the alert, and names for the log', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const metrics = openMetrics();
  tellDomains([{ tenant: 'one', domain: 'lost.example', found: ['192.0.2.7'] }], metrics, logger);
  expect(await metrics.text()).toMatch(/^mechanicbuddy_domains_elsewhere 1$/m);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    tenant: 'one',
    domain: 'lost.example',
    found: ['192.0.2.7'],
    msg: 'a verified domain leads elsewhere',
  });
  tellDomains([], metrics, logger);
  expect(await metrics.text()).toMatch(/^mechanicbuddy_domains_elsewhere 0$/m);
});
