import { describe, expect, it } from 'vitest';
import type { EntryKind } from '../../../src/files/entries.ts';
import { stateOf } from '../../../src/fleet/state.ts';
import { trespass } from '../../../src/fleet/territory.ts';
import type { TenantRecord } from '../../../src/records/schema.ts';
import { committerOn, contents, makeRepository, signup } from '../../fixtures/committer.ts';
import { ACME, BIGSHOP } from '../../fixtures/fleet.ts';
import type { Planted } from '../../fixtures/git-contract.ts';
import { gitAt, plant } from '../../fixtures/git-local-ground.ts';
import { checkout, PRICES, regular, subscription } from '../../fixtures/lifecycle.ts';

/** Every entry of the branch with its mode. */
const listing = (dir: string) => gitAt(dir, 'ls-tree', '-r', 'main');

const IN_THE_WAY: Readonly<Record<string, Planted>> = {
  'a symbolic link': { 'tenants/acme.yaml': ['120000', '../elsewhere.yaml'] },
  'a link whose target reads like a record': { 'tenants/acme.yaml': ['120000', ACME] },
  'a submodule': { 'tenants/acme.yaml': ['160000', '1'.repeat(40)] },
  'a folder': { 'tenants/acme.yaml': undefined, 'tenants/acme.yaml/acme.yaml': ['100644', ACME] },
  'another case of the name': { 'tenants/acme.yaml': undefined, 'tenants/ACME.yaml': ['100644', ACME] },
  'another extension': { 'tenants/acme.yaml': undefined, 'tenants/acme.yml': ['100644', ACME] },
  'rendered files without a record': { 'tenants/acme.yaml': undefined },
};

describe('a tenant whose record is not a regular file', () => {
  it.each(Object.entries(IN_THE_WAY))('keeps its id and its files: %s', async (_what, planted) => {
    const { dir, repository } = await makeRepository([ACME]);
    await plant(dir, planted);
    const before = listing(dir);
    const { committer } = committerOn(repository);
    const asked = await committer.submit(signup('Mine', { id: 'acme' }));
    expect(asked).toMatchObject({ kind: 'decided', decision: { kind: 'refused', rule: 'taken' } });
    expect(listing(dir)).toBe(before);
    const named = await committer.submit(signup('ACME'));
    expect(named).toMatchObject({ kind: 'decided', decision: { kind: 'changed' } });
    const after = listing(dir).split('\n');
    expect(before.split('\n').filter((line) => !after.includes(line))).toEqual([]);
  });

  it('keeps them when its record becomes one while the service runs', async () => {
    const { dir, repository } = await makeRepository([ACME]);
    const { committer } = committerOn(repository);
    await committer.look();
    await plant(dir, IN_THE_WAY['a symbolic link'] ?? {});
    const before = listing(dir);
    const suspended = await committer.submit({
      kind: 'suspend',
      actor: 'admin:eve',
      id: 'x',
      tenant: 'acme',
    });
    expect(suspended).toMatchObject({ kind: 'decided', decision: { kind: 'refused' } });
    expect(await committer.submit(signup('Mine', { id: 'acme' }))).toMatchObject({
      decision: { kind: 'refused', rule: 'taken' },
    });
    expect(listing(dir)).toBe(before);
  });
});

describe('what a decision would have to write over', () => {
  it.each<[string, Planted, RegExp]>([
    [
      'a link',
      { 'dist/tenants/acme/manifests.yaml': ['120000', '../bigshop/manifests.yaml'] },
      /manifests.yaml is not a regular file \(link\)/,
    ],
    [
      'a folder that is a link',
      {
        'dist/tenants/acme/manifests.yaml': undefined,
        'dist/tenants/acme/application.json': undefined,
        'dist/tenants/acme': ['120000', 'bigshop'],
      },
      /dist\/tenants\/acme is not a folder/,
    ],
    [
      'a folder',
      {
        'dist/tenants/acme/manifests.yaml': undefined,
        'dist/tenants/acme/manifests.yaml/x': ['100644', 'x'],
      },
      /is a folder \(it contains/,
    ],
  ])('is left alone and told as unavailable: %s', async (_what, planted, reason) => {
    const { dir, repository } = await makeRepository([ACME, BIGSHOP]);
    await plant(dir, planted);
    const before = listing(dir);
    const { committer } = committerOn(repository);
    const result = await committer.submit({ kind: 'suspend', actor: 'admin:eve', id: 'x', tenant: 'acme' });
    expect(result).toMatchObject({ kind: 'unavailable', reason: expect.stringMatching(reason) });
    expect(listing(dir)).toBe(before);
    // Another tenant's decision of the same time is not held up.
    expect(
      await committer.submit({ kind: 'suspend', actor: 'admin:eve', id: 'y', tenant: 'bigshop' }),
    ).toMatchObject({
      decision: { kind: 'changed' },
    });
  });

  it.each<[string, Planted]>([
    ['a link', { 'signups/sub_1.yaml': ['120000', 'x'] }],
    ['a file that cannot be read', { 'signups/sub_1.yaml': ['100644', 'nonsense: ['] }],
    [
      'a file that names another subscription',
      { 'signups/sub_1.yaml': ['100644', 'subscription: sub_2\nevents: {}\n'] },
    ],
  ])('is a pending signup, too: %s', async (_what, planted) => {
    const { dir, repository } = await makeRepository();
    await plant(dir, planted);
    const before = listing(dir);
    const { committer } = committerOn(repository);
    const result = await committer.submit(subscription('evt_2', 2, 'running', { quantity: 7 }));
    expect(result).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining('signups/sub_1.yaml'),
    });
    expect(listing(dir)).toBe(before);
  });

  it('is nothing where a checkout makes a tenant and takes its pending signup away', async () => {
    const { repository } = await makeRepository();
    const { committer } = committerOn(repository);
    await committer.submit(subscription('evt_2', 2, 'running', { quantity: 7 }));
    expect(await committer.submit(checkout('evt_1', 1))).toMatchObject({ decision: { kind: 'changed' } });
    const { entries } = await contents(repository);
    expect([...entries.keys()].filter((path) => path.startsWith('signups/'))).toEqual([]);
  });
});

describe('the commit, whatever was decided', () => {
  const record = { id: 'acme' } as TenantRecord;
  const stateWith = (...others: (readonly [string, EntryKind])[]) => {
    const texts = new Map([['platform.yaml', PRICES]]);
    return stateOf({ entries: new Map([...regular(texts), ...others]), texts });
  };

  it('touches no path that is not the tenant’s own', () => {
    for (const path of [
      'tenants/beta.yaml',
      'dist/tenants/beta/manifests.yaml',
      'platform.yaml',
      'dist/tenants/acme/other.yaml',
      'argocd/x',
    ])
      expect(trespass(stateWith(), { record, pending: [], paths: [path] })).toEqual({
        path,
        reason: 'does not belong to acme',
      });
    expect(trespass(stateWith(), { record: undefined, pending: [], paths: ['x'] })).toEqual({
      path: 'x',
      reason: 'does not belong to any tenant',
    });
  });

  it('creates a tenant only where nothing of it is there', () => {
    const create = (state: ReturnType<typeof stateWith>) =>
      trespass(state, { record, pending: [], paths: ['tenants/acme.yaml'] });
    expect(create(stateWith())).toBeUndefined();
    for (const path of [
      'dist/tenants/acme/old.yaml',
      'dist/free-tier/tenants/acme.yaml',
      'dist/tenants/Acme/x',
      'tenants/ACME.yaml',
    ])
      expect(create(stateWith([path, 'file']))).toEqual({
        path,
        reason: 'exists already, but tenants/acme.yaml does not: remove it, or restore the record',
      });
  });
});
