import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { trailers } from '../../../src/fleet/commit-message.ts';
import { localRepository } from '../../../src/git/local.ts';
import type { Repository } from '../../../src/git/port.ts';
import { parseFleet } from '../../../src/platform/fleet.ts';
import { renderFleet } from '../../../src/synth/render.ts';
import { committerOn, contents, GENERATOR, makeRepository, signup } from '../../fixtures/committer.ts';
import { ACME, PETE } from '../../fixtures/fleet.ts';
import { checkout, PRICES, subscription } from '../../fixtures/lifecycle.ts';

/** What `validate` and `synth --check` ask: a fleet without a problem, and every rendered byte as it renders. */
async function expectSound(repository: Repository) {
  const { texts } = await contents(repository);
  const sources = new Map([...texts].filter(([path]) => /^(platform\.yaml|tenants\/)/.test(path)));
  const fleet = parseFleet(sources);
  if (fleet.kind === 'problems') throw new Error(JSON.stringify(fleet.problems));
  const rendered = renderFleet(fleet, { generator: GENERATOR });
  const committed = new Map([...texts].filter(([path]) => /^(dist|argocd|schemas)\//.test(path)));
  expect([...committed.keys()].sort()).toEqual([...rendered.keys()].sort());
  for (const [path, text] of rendered) expect(committed.get(path)).toBe(text);
  return fleet;
}

async function history(repository: Repository, path = 'tenants') {
  const found = await repository.history(path, 1000);
  if (found.kind === 'unavailable') throw new Error(found.reason);
  return found.commits.filter(({ message }) => !message.startsWith('the fleet'));
}

describe('a commit', () => {
  it('holds the record and its rendered files, with the trailers that tell who did what', async () => {
    const { repository } = await makeRepository([ACME]);
    const { committer } = committerOn(repository);
    const event = signup('Hilltop Garage');
    const result = await committer.submit(event);
    expect(result).toMatchObject({
      kind: 'decided',
      decision: { kind: 'changed', tenant: 'hilltop-garage' },
      paths: [
        'tenants/hilltop-garage.yaml',
        'dist/free-tier/tenants/hilltop-garage/application.json',
        'dist/free-tier/tenants/hilltop-garage/manifests.yaml',
      ],
    });
    const [newest] = await history(repository);
    expect(newest).toMatchObject({
      commit: result.kind === 'decided' ? result.commit : '',
      message: `tenant(hilltop-garage): signup free\n\nTenant: hilltop-garage\nEvent-Id: ${event.id}\nActor: portal`,
    });
    await expectSound(repository);
  });

  it('carries everything that came while the last one was under way, each with its own result', async () => {
    const { repository } = await makeRepository([PETE]);
    const { committer, told } = committerOn(repository);
    const events = [
      signup('First'),
      ...Array.from({ length: 20 }, (_, i) => signup(`Garage ${i}`)),
      signup('Pete', { id: 'pete' }),
    ];
    const first = committer.submit(events[0] as (typeof events)[0]);
    await new Promise(setImmediate);
    const rest = events.slice(1).map((event) => committer.submit(event));
    const results = await Promise.all([first, ...rest]);
    expect(told.commits).toEqual([1, 20]);
    expect(results.at(-1)).toMatchObject({ kind: 'decided', decision: { kind: 'refused', rule: 'taken' } });
    expect(
      new Set(results.slice(1, -1).map((result) => result.kind === 'decided' && result.commit)).size,
    ).toBe(1);
    const [newest] = await history(repository);
    expect(newest?.message).toMatch(/^tenants: 20 changes\n/);
    expect(trailers(newest?.message ?? '', 'Event-Id')).toEqual(events.slice(1, -1).map(({ id }) => id));
    expect((await expectSound(repository)).records).toHaveLength(22);
  });

  it('is limited in count and size: the rest goes into the next', async () => {
    const { repository } = await makeRepository();
    const byCount = committerOn(repository, { limits: { count: 3, bytes: 2 ** 21 } });
    await Promise.all(Array.from({ length: 7 }, (_, i) => byCount.committer.submit(signup(`Garage ${i}`))));
    expect(Math.max(...byCount.told.commits)).toBe(3);
    const bySize = committerOn(repository, { limits: { count: 100, bytes: 1 } });
    await Promise.all(Array.from({ length: 3 }, (_, i) => bySize.committer.submit(signup(`Workshop ${i}`))));
    expect(bySize.told.commits).toEqual([1, 1, 1]);
    await expectSound(repository);
  });

  it('removes what a tenant no longer renders', async () => {
    const { repository } = await makeRepository([`${ACME}status: purging\npurgeStep: emptied\n`]);
    const before = await contents(repository);
    expect(before.entries.has('dist/tenants/acme/manifests.yaml')).toBe(true);
    const { committer } = committerOn(repository);
    await committer.submit({ kind: 'suspend', actor: 'admin:eve', id: 'x', tenant: 'acme' });
    await expectSound(repository);
  });

  it('holds the record alone where another version of the generator renders', async () => {
    const { repository } = await makeRepository();
    const { committer } = committerOn(repository, { generator: 'newer' });
    const result = await committer.submit(signup('Hilltop Garage'));
    expect(result).toMatchObject({ paths: ['tenants/hilltop-garage.yaml'] });
    const [newest] = await history(repository);
    expect(newest?.message).toContain('Another version of the generator rendered this repository');
  });
});

describe('two committers on one repository', () => {
  it('lose nothing and repeat nothing, whoever gets through', async () => {
    const { dir } = await makeRepository();
    const limits = { count: 4, bytes: 2 ** 21 };
    const open = () => committerOn(localRepository({ dir, branch: 'main' }), { limits });
    const [a, b] = [open(), open()];
    const events = Array.from({ length: 40 }, (_, i) => signup(`Garage ${i}`, { key: `key-${i}` }));
    // In another order, or both would make the very same commit, which is no conflict.
    const results = await Promise.all([
      ...events.map((event) => a.committer.submit(event)),
      ...events.toReversed().map((event) => b.committer.submit(event)),
    ]);
    for (const result of results) expect(result.kind).toBe('decided');
    const repository = localRepository({ dir, branch: 'main' });
    const { records } = await expectSound(repository);
    expect(records).toHaveLength(40);
    expect(a.told.conflicts + b.told.conflicts).toBeGreaterThan(0);
    const told = (await history(repository)).flatMap(({ message }) => trailers(message, 'Event-Id'));
    expect([...told].sort()).toEqual(events.map(({ id }) => id).sort());
  });

  it('see each other’s billing events', async () => {
    const { dir } = await makeRepository();
    const open = () => committerOn(localRepository({ dir, branch: 'main' })).committer;
    const [a, b] = [open(), open()];
    await a.submit(subscription('evt_2', 2, 'running', { quantity: 7 }));
    await b.submit(checkout('evt_1', 1));
    expect((await a.look())?.records.get('hilltop')?.record).toMatchObject({ mechanics: 7 });
    const snapshot = await contents(localRepository({ dir, branch: 'main' }));
    expect([...snapshot.entries.keys()].filter((path) => path.startsWith('signups/'))).toEqual([]);
  });
});

describe('what cannot be committed', () => {
  it('is told as unavailable, to everybody who waited, and is not there afterwards', async () => {
    const { repository } = await makeRepository();
    const broken: Repository = {
      ...repository,
      commit: async () => ({ kind: 'unavailable', reason: 'the disk is full', retryAfterSeconds: 7 }),
    };
    const { committer, told } = committerOn(broken);
    const results = await Promise.all([
      committer.submit(signup('A garage')),
      committer.submit(signup('Another')),
    ]);
    expect(results).toEqual(
      Array(2).fill({ kind: 'unavailable', reason: 'the disk is full', retryAfterSeconds: 7 }),
    );
    expect(told.failures).toEqual(['the disk is full']);
    expect(committer.trouble()).toBe('the disk is full');
    expect((await expectSound(repository)).records).toEqual([]);
  });

  it('comes back when Git does', async () => {
    const { repository } = await makeRepository();
    let isBroken = true;
    const broken: Repository = {
      ...repository,
      head: async () => (isBroken ? { kind: 'unavailable', reason: 'away' } : repository.head()),
    };
    const { committer } = committerOn(broken);
    expect((await committer.submit(signup('A garage'))).kind).toBe('unavailable');
    isBroken = false;
    expect((await committer.submit(signup('A garage'))).kind).toBe('decided');
    expect(committer.trouble()).toBeUndefined();
  });

  it('is a fleet whose platform.yaml cannot be read', async () => {
    const { repository } = await makeRepository();
    const { committer } = committerOn(repository);
    const at = await contents(repository);
    await repository.commit({
      parent: at.head,
      changes: { additions: new Map([['platform.yaml', 'domain: [']]), deletions: [] },
      message: 'a mistake',
    });
    expect((await committer.submit(signup('A garage'))).kind).toBe('unavailable');
    expect(committer.trouble()).toContain('platform.yaml');
  });

  it('is more than the queue holds', async () => {
    const { repository } = await makeRepository();
    const { committer } = committerOn(repository, { queueLimit: 2 });
    const results = await Promise.all([1, 2, 3].map((n) => committer.submit(signup(`Garage ${n}`))));
    expect(results.map(({ kind }) => kind)).toEqual(['decided', 'decided', 'unavailable']);
    expect(results[2]).toMatchObject({ reason: 'too many requests wait', retryAfterSeconds: 5 });
  });

  it('is a tenant beyond the free tier’s places, counted within a batch too', async () => {
    const { repository } = await makeRepository([PETE], `${PRICES}freeTier: {maxTenants: 3}\n`);
    const { committer } = committerOn(repository);
    const results = await Promise.all([1, 2, 3, 4].map((n) => committer.submit(signup(`Garage ${n}`))));
    const rules = results.map((result) =>
      result.kind === 'decided' && result.decision.kind === 'refused' ? result.decision.rule : 'in',
    );
    expect(rules).toEqual(['in', 'in', 'full', 'full']);
    await expectSound(repository);
  });
});

it('closing answers who waits, and takes nothing more', async () => {
  const { dir, repository } = await makeRepository();
  const { committer } = committerOn(repository);
  const waiting = [1, 2, 3].map((n) => committer.submit(signup(`Garage ${n}`)));
  await committer.close();
  expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(Array(3).fill('decided'));
  expect(await committer.submit(signup('Late'))).toMatchObject({
    kind: 'unavailable',
    reason: 'the service is stopping',
  });
  rmSync(dir, { recursive: true });
});
