import { describe, expect, it } from 'vitest';
import type { Repository } from '../../../src/git/port.ts';
import { fleetDetailSchema, fleetSchema } from '../../../src/http/fleet-document.ts';
import type { LoggedEvent } from '../../../src/service/event-log.ts';
import type { FigureFleet } from '../../../src/service/fleet-figures.ts';
import { openFleetPage } from '../../../src/service/fleet-page.ts';
import { committerOn, makeRepository, signup } from '../../fixtures/committer.ts';
import { ACME, BIGSHOP, PETE, TRYOUT } from '../../fixtures/fleet.ts';
import { NOW, PRICES } from '../../fixtures/lifecycle.ts';

const DEMO = `${TRYOUT}trialWarnedAt: 2026-11-20T00:00:00Z\n`;
const CANARY = `${BIGSHOP}channel: canary\n`;
const PINNED = `${ACME}version: v1.1.0\n`;

async function pageOn(
  records: readonly string[],
  { platform = PRICES, figures = (() => ({})) as FigureFleet } = {},
) {
  const { repository } = await makeRepository(records, platform);
  let isDown = false;
  let histories = 0;
  const down = { kind: 'unavailable', reason: '/srv/git is gone' } as const;
  const watched: Repository = {
    ...repository,
    head: async () => (isDown ? down : repository.head()),
    history: async (...args) => {
      histories++;
      return isDown ? down : repository.history(...args);
    },
  };
  const { committer } = committerOn(watched);
  let time = NOW;
  const page = openFleetPage({ committer, repository: watched, figures, now: () => time });
  return {
    page,
    committer,
    repository,
    histories: () => histories,
    goDown: (value: boolean) => {
      isDown = value;
    },
    pass: (seconds: number) => {
      time = new Date(time.getTime() + seconds * 1000);
    },
    async fleet() {
      const look = await page.fleet();
      if (look.kind !== 'fleet') throw new Error(look.reason);
      return { etag: look.etag, ...fleetSchema.parse(look.document) };
    },
  };
}

const facts = (more: Partial<LoggedEvent>): LoggedEvent => ({
  event: 'admin-1',
  kind: 'confirm',
  actor: 'admin:eve',
  requestId: 'r',
  outcome: 'refused',
  tenant: 'acme',
  because: 'there is no move to confirm',
  milliseconds: 1,
  paths: [],
  ...more,
});

describe('the fleet', () => {
  it('has every tenant with what it runs, why, and what happens next', async () => {
    const { fleet } = await pageOn([PINNED, CANARY, PETE, DEMO]);
    const { tenants, domain, freeTier, head } = await fleet();
    expect([domain, freeTier]).toEqual(['example.com', { used: 2, places: 100 }]);
    expect(head).toMatch(/^[0-9a-f]{40}$/);
    expect(tenants.map(({ id, release, follows }) => [id, release, follows])).toEqual([
      ['acme', 'v1.1.0', 'pinned'],
      ['bigshop', 'v1.1.0', 'channel canary'],
      ['pete', 'v1.0.0', 'channel stable'],
      ['tryout', 'v1.0.0', 'channel stable'],
    ]);
    expect(tenants[1]).toMatchObject({
      name: 'BigShop Motors',
      mechanics: 26,
      domains: ['workshop.bigshop.com'],
      url: 'https://bigshop.example.com',
    });
    expect(tenants.map(({ next }) => next)).toEqual([
      undefined,
      undefined,
      undefined,
      { what: 'archive, its trial is over', at: '2026-12-01T00:00:00Z' },
    ]);
  });

  it('holds no e-mail address, no token and no billing id', async () => {
    const pending = `pendingDomains: [{domain: a.example, token: ${'a0'.repeat(16)}, expiresAt: 2026-12-01T00:00:00Z}]\n`;
    const { page } = await pageOn([`${ACME}${pending}billing: {customer: cus_secret}\n`]);
    const text = JSON.stringify(await page.fleet());
    for (const secret of ['admin@acme.com', 'a0'.repeat(16), 'cus_secret'])
      expect(text).not.toContain(secret);
  });

  it('shows a record that does not fit the platform as a fault, and names one that cannot be read', async () => {
    const { fleet, repository } = await pageOn([ACME]);
    const at = await repository.head();
    if (at.kind !== 'head') throw new Error(at.reason);
    const broken = {
      'tenants/lost.yaml': `${BIGSHOP.replaceAll('bigshop', 'lost')}channel: beta\n`,
      'tenants/bad.yaml': 'id: [',
    };
    const changes = { additions: new Map(Object.entries(broken)), deletions: [] };
    await repository.commit({ parent: at.head, changes, message: 'by hand' });
    const { tenants, unreadable } = await fleet();
    expect(unreadable).toEqual(['bad']);
    expect(tenants.map(({ id, release, fault }) => [id, release, fault !== undefined])).toEqual([
      ['acme', 'v1.0.0', false],
      ['lost', undefined, true],
    ]);
    expect(tenants[1]?.fault).toContain('channel beta is not in platform.yaml');
  });

  it('has capacity and cost where they are reckoned', async () => {
    const figures: FigureFleet = (platform, records) => ({
      capacity: {
        parts: [{ name: platform.domain, cpuMillicores: records.length, memoryMiB: 1, storageGiB: 1 }],
      },
      cost: { currency: 'USD', cost: 1, revenue: 2, parts: [] },
      monthly: new Map([['acme', { cost: 61.5, revenue: 80 }]]),
    });
    const { tenants, capacity, cost } = await (await pageOn([ACME, PETE], { figures })).fleet();
    expect(capacity?.parts[0]).toMatchObject({ name: 'example.com', cpuMillicores: 2 });
    expect(cost).toMatchObject({ cost: 1, revenue: 2 });
    expect(tenants.map(({ monthly }) => monthly)).toEqual([{ cost: 61.5, revenue: 80 }, undefined]);
    expect(await (await pageOn([ACME])).fleet()).not.toHaveProperty('capacity');
  });

  it('leads to a commit’s page, without the name and password of the repository', async () => {
    const at = async (url: string) =>
      (
        await (
          await pageOn([], { platform: PRICES.replace('https://git.example.com/platform.git', url) })
        ).fleet()
      ).commitUrl;
    expect(await at('https://github.com/your-org/platform.git')).toBe(
      'https://github.com/your-org/platform/commit/',
    );
    expect(await at('https://eve:secret@git.example.com/p/')).toBe('https://git.example.com/p/commit/');
    expect(await at('git@github.com:your-org/platform.git')).toBe(undefined);
  });
});

describe('a tag', () => {
  it('stays while nothing changes, however time passes, and Git is asked for its history once', async () => {
    const { fleet, pass, histories } = await pageOn([ACME]);
    const first = await fleet();
    pass(30);
    const second = await fleet();
    expect(second.etag).toBe(first.etag);
    expect([first.at, second.at]).toEqual(['2026-11-23T09:00:00.000Z', '2026-11-23T09:00:30.000Z']);
    expect(histories()).toBe(1);
  });

  it('changes with a commit, with a refusal, and while Git is out of reach', async () => {
    const { fleet, committer, page, goDown } = await pageOn([ACME]);
    const tags = [(await fleet()).etag];
    await committer.submit(signup('Hilltop'));
    tags.push((await fleet()).etag);
    page.note(facts({}));
    tags.push((await fleet()).etag);
    goDown(true);
    tags.push((await fleet()).etag);
    expect(new Set(tags).size).toBe(4);
    goDown(false);
    expect((await fleet()).etag).toBe(tags[2]);
  });
});

describe('activity', () => {
  it('has the commits with their trailers, the newest first', async () => {
    const { fleet, committer } = await pageOn([ACME]);
    await committer.submit(signup('Hilltop'));
    const { activity } = await fleet();
    expect(activity.map(({ outcome, subject }) => [outcome, subject])).toEqual([
      ['changed', 'tenant(hilltop): signup free'],
      ['changed', 'the fleet'],
    ]);
    expect(activity[0]?.changes).toMatchObject([{ tenant: 'hilltop', actor: 'portal' }]);
    expect(activity[1]?.changes).toEqual([]);
  });

  it('has what was refused or could not be done, not what changed nothing, and the last fifty of it', async () => {
    const { fleet, page } = await pageOn([]);
    page.note(facts({ outcome: 'unchanged' }));
    page.note(facts({ outcome: 'changed' }));
    expect((await fleet()).activity).toHaveLength(1);
    for (let i = 0; i < 60; i++) page.note(facts({ event: `admin-${i}` }));
    page.note(facts({ outcome: 'unavailable', because: 'too many requests wait' }));
    const { activity } = await fleet();
    expect(activity).toHaveLength(51);
    const told = activity.filter(({ outcome }) => outcome !== 'changed');
    expect(told[0]).toMatchObject({ outcome: 'unavailable', because: 'too many requests wait' });
    expect(told[1]).toMatchObject({
      outcome: 'refused',
      subject: 'confirm',
      because: 'there is no move to confirm',
      changes: [{ tenant: 'acme', event: 'admin-59', actor: 'admin:eve' }],
    });
  });
});

describe('when Git is out of reach', () => {
  it('shows what was last seen, since when, and not where Git lies', async () => {
    const { fleet, goDown, pass } = await pageOn([ACME]);
    const before = await fleet();
    goDown(true);
    pass(60);
    const after = await fleet();
    expect(after).toMatchObject({
      stale: true,
      at: before.at,
      tenants: before.tenants,
      activity: before.activity,
    });
    expect(JSON.stringify(after)).not.toContain('/srv');
    goDown(false);
    expect((await fleet()).stale).toBe(undefined);
  });

  it('has nothing to show before the first look', async () => {
    const { page, goDown } = await pageOn([ACME]);
    goDown(true);
    expect(await page.fleet()).toEqual({ kind: 'unavailable', reason: 'Git is out of reach' });
    expect(await page.fleetTenant('acme')).toBe(undefined);
  });

  it('says what is wrong in platform.yaml, for that is to be mended', async () => {
    const { page, repository, fleet } = await pageOn([ACME]);
    const { head } = await fleet();
    const changes = { additions: new Map([['platform.yaml', 'domain: 7\n']]), deletions: [] };
    await repository.commit({ parent: head, changes, message: 'a slip' });
    const look = await page.fleet();
    expect(look).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('platform.yaml') });
    expect(await page.fleetTenant('acme')).toMatchObject({ kind: 'unavailable' });
  });
});

describe('one tenant', () => {
  it('is explained, with what was decided and its own commits', async () => {
    const { page, committer } = await pageOn([ACME]);
    await Promise.all([committer.submit(signup('Hilltop')), committer.submit(signup('Riverside'))]);
    const detail = fleetDetailSchema.parse(await page.fleetTenant('hilltop'));
    expect(detail.now[0]).toContain('status active: the shared instance has its data');
    expect(detail.decisions).toContainEqual({ field: 'tier', value: 'free', from: 'record' });
    expect(detail.commits).toHaveLength(1);
    expect(detail.commits[0]).toMatchObject({ subject: 'signup free', changes: [{ actor: 'portal' }] });
    expect(await page.fleetTenant('nobody')).toBe(undefined);
  });
});
