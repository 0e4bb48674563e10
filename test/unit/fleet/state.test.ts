import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryKind } from '../../../src/files/entries.ts';
import { openDraft } from '../../../src/fleet/draft.ts';
import {
  type FleetState,
  isUnreadable,
  stateOf,
  unreadableIds,
  updateState,
} from '../../../src/fleet/state.ts';
import { ACME } from '../../fixtures/fleet.ts';
import { PRICES } from '../../fixtures/lifecycle.ts';

interface Entry {
  readonly kind: EntryKind;
  readonly text: string;
}
type Tree = ReadonlyMap<string, Entry>;

const file = (text: string): Entry => ({ kind: 'file', text });

/** As the port tells it: a snapshot has the texts of regular files only. */
const textsOf = (entries: Iterable<readonly [string, Entry]>) =>
  new Map([...entries].flatMap(([path, { kind, text }]) => (kind === 'file' ? [[path, text] as const] : [])));
const kindsOf = (entries: Iterable<readonly [string, Entry]>) =>
  new Map([...entries].map(([path, { kind }]) => [path, kind]));

const fresh = (tree: Tree): FleetState => stateOf({ entries: kindsOf(tree), texts: textsOf(tree) });

function forward(state: FleetState, before: Tree, after: Tree): void {
  const changed = [...after].filter(([path, { kind, text }]) => {
    const was = before.get(path);
    return was?.kind !== kind || was.text !== text;
  });
  const removed = [...before.keys()].filter((path) => !after.has(path));
  updateState(state, { entries: kindsOf(changed), removed, texts: textsOf(changed) });
}

/** Few keys, so that records meet each other and take over from one another. */
const ids = ['acme', 'beta', 'gamma', 'delta'] as const;
const keys = ['1', '2', '3'] as const;
const one = <T>(values: readonly T[]) => fc.constantFrom(...values);

const recordText = fc
  .record({
    id: one(ids),
    tier: one(['free', 'demo', 'professional']),
    status: one(['active', 'suspended', 'purged']),
    subscription: fc.option(one(keys), { nil: undefined }),
    others: fc.uniqueArray(one(keys)),
    signup: fc.option(one(keys), { nil: undefined }),
    domains: fc.uniqueArray(one(keys)),
  })
  .map(({ id, tier, status, subscription, others, signup, domains }) => {
    const isShared = tier !== 'professional';
    const events = others.map(
      (key) => `    sub_${key}: {checkout: {id: evt_1, created: "2026-11-01T00:00:00Z"}}\n`,
    );
    return {
      id,
      text: [
        `id: ${id}\nname: X\nownerEmail: x@example.org\ntier: ${tier}\nmechanics: ${isShared ? 1 : 4}\nstatus: ${status}\n`,
        tier === 'demo' ? 'trialEndsAt: "2026-12-01T00:00:00Z"\n' : '',
        `billing:\n  customer: cus_1\n`,
        subscription === undefined ? '' : `  subscription: sub_${subscription}\n`,
        events.length === 0 ? '' : `  events:\n${events.join('')}`,
        signup === undefined ? '' : `signup: {key: "${signup.repeat(32)}", request: "${'a'.repeat(32)}"}\n`,
        isShared ? '' : `domains: [${domains.map((key) => `d${key}.example`).join(', ')}]\n`,
      ].join(''),
    };
  });

const pendingText = (file: string, subscription: string) => ({
  path: `signups/sub_${file}.yaml`,
  entry: {
    kind: 'file' as const,
    text: `subscription: sub_${subscription}\ntenant: acme\nevents: {}\n`,
  },
});

interface Change {
  readonly path: string;
  readonly entry: Entry | undefined;
}

const kinds = one<EntryKind>(['file', 'file', 'file', 'link', 'submodule']);
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 6,
    arbitrary: recordText.map(({ id, text }) => ({ path: `tenants/${id}.yaml`, entry: file(text) })),
  },
  // A record under another's name, of another kind, broken, or in other places of the folder.
  fc
    .tuple(recordText, one(ids), kinds)
    .map(([{ text }, id, kind]) => ({ path: `tenants/${id}.yaml`, entry: { kind, text } })),
  fc
    .tuple(
      one([
        'tenants/acme.yaml',
        'tenants/ACME.yaml',
        'tenants/beta.yml',
        'tenants/eu/beta.yaml',
        'tenants/acme.yaml/x',
        'tenants',
      ]),
      kinds,
    )
    .map(([path, kind]) => ({ path, entry: { kind, text: 'id: [' } })),
  fc
    .tuple(one(ids), kinds)
    .map(([id, kind]) => ({ path: `dist/tenants/${id}/manifests.yaml`, entry: { kind, text: '' } })),
  fc.tuple(one(keys), one(keys)).map(([name, key]) => pendingText(name, key)),
  fc
    .tuple(one(keys), kinds)
    .map(([key, kind]) => ({ path: `signups/sub_${key}.yaml`, entry: { kind, text: ':' } })),
  fc
    .tuple(one([PRICES, `${PRICES}freeTier: {maxTenants: 7}\n`, 'domain: [']), kinds)
    .map(([text, kind]) => ({ path: 'platform.yaml', entry: { kind, text } })),
  one(['{"version":"1"}', '{"version":"2"}', '{']).map((text) => ({
    path: 'dist/generator.json',
    entry: file(text),
  })),
  // What goes, and what comes back under its old name.
  one([
    ...ids.map((id) => `tenants/${id}.yaml`),
    ...keys.map((key) => `signups/sub_${key}.yaml`),
    'platform.yaml',
  ]).map((path) => ({ path, entry: undefined })),
);

const START: Tree = new Map([['platform.yaml', file(PRICES)]]);
const commits = fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 });

function applied(tree: Tree, changes: readonly Change[]): Tree {
  const after = new Map(tree);
  for (const { path, entry } of changes) {
    if (entry === undefined) after.delete(path);
    else after.set(path, entry);
  }
  return after;
}

describe('the state brought forward', () => {
  it('is the state read afresh, after every commit of any history', () => {
    let records = 0;
    fc.assert(
      fc.property(commits, (history) => {
        let tree = START;
        const state = fresh(tree);
        for (const changes of history) {
          const after = applied(tree, changes);
          forward(state, tree, after);
          tree = after;
          expect(state).toEqual(fresh(tree));
          records += state.records.size;
        }
      }),
      { numRuns: 120 },
    );
    // The histories are about something: most of their records can be read.
    expect(records).toBeGreaterThan(300);
  });

  it('depends on no order in which a commit’s changes are told', () => {
    fc.assert(
      fc.property(commits, (history) => {
        const tree = history.reduce(applied, START);
        const turned = new Map([...tree].reverse());
        expect(fresh(turned)).toEqual(fresh(tree));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [
      'subscription',
      (key: string) => `billing: {customer: cus_1, subscription: sub_${key}}\n`,
      'bySubscription',
      'sub_',
    ],
    ['domain', (key: string) => `domains: [d${key}.example]\n`, 'byDomain', 'd'],
  ] as const)(
    'keeps the %s that one record takes over from another in one commit',
    (_what, lines, index, prefix) => {
      const record = (id: string, key: string) =>
        file(`${ACME.replaceAll('acme', id).replace(/^domains:.*\n/m, '')}${lines(key)}`);
      const before = new Map([
        ...START,
        ['tenants/acme.yaml', record('acme', '1')],
        ['tenants/beta.yaml', record('beta', '2')],
      ]);
      const after = new Map([
        ...START,
        ['tenants/acme.yaml', record('acme', '2')],
        ['tenants/beta.yaml', record('beta', '1')],
      ]);
      const state = fresh(before);
      expect(state.records.size).toBe(2);
      forward(state, before, after);
      const key = (of: string) => (prefix === 'd' ? `d${of}.example` : `sub_${of}`);
      expect([...(state[index].get(key('1')) ?? [])]).toEqual(['beta']);
      expect([...(state[index].get(key('2')) ?? [])]).toEqual(['acme']);
    },
  );
});

describe('an id is taken', () => {
  const entries: readonly (readonly [string, string, EntryKind])[] = [
    ['a symbolic link', 'tenants/acme.yaml', 'link'],
    ['a submodule', 'tenants/acme.yaml', 'submodule'],
    ['a folder', 'tenants/acme.yaml/x.yaml', 'file'],
    ['a folder of the id’s name', 'tenants/acme/x.yaml', 'file'],
    ['a record in a sub-folder', 'tenants/eu/acme.yaml', 'file'],
    ['another extension', 'tenants/acme.yml', 'file'],
    ['another case', 'tenants/ACME.YAML', 'file'],
    ['another Unicode form', 'tenants/\uff41cme.yaml', 'file'],
    ['a backup', 'tenants/acme.yaml.bak', 'file'],
    ['a file that cannot be read', 'tenants/acme.yaml', 'file'],
  ];
  it.each(entries)('by %s', (_what, path, kind) => {
    const state = fresh(new Map([...START, [path, { kind, text: 'x' }]]));
    expect(isUnreadable(state, 'acme')).toBe(true);
    expect(unreadableIds(state)).toContain('acme');
    const { view } = openDraft(state, state.platform as never);
    expect([view.isTaken('acme'), view.isUnreadable('acme'), view.isTaken('acm')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('by rendered files without a record, which may be purged still', () => {
    for (const path of [
      'dist/tenants/acme/manifests.yaml',
      'dist/tenants/acme',
      'dist/free-tier/tenants/acme.yaml',
    ]) {
      const state = fresh(new Map([...START, [path, file('')]]));
      const { view } = openDraft(state, state.platform as never);
      expect([view.isTaken('acme'), view.isUnreadable('acme')]).toEqual([true, false]);
    }
  });
});

describe('the draft of a commit', () => {
  it('sees what the state will be when the commit is there', () => {
    fc.assert(
      fc.property(
        fc.array(recordText, { maxLength: 6 }),
        fc.array(recordText, { maxLength: 6 }),
        (before, after) => {
          const treeOf = (records: readonly { id: string; text: string }[]): Tree =>
            new Map(records.map(({ id, text }) => [`tenants/${id}.yaml`, file(text)]));
          const start = new Map([...START, ...treeOf(before)]);
          const end = fresh(new Map([...start, ...treeOf(after)]));
          const state = fresh(start);
          const draft = openDraft(state, state.platform as never);
          for (const { record } of fresh(new Map([...START, ...treeOf(after)])).records.values())
            draft.take({ kind: 'changed', tenant: record.id, subject: 'x', record });
          const { view } = openDraft(end, end.platform as never);
          for (const key of keys) {
            expect(draft.view.tenantOfSubscription(`sub_${key}`)).toBe(
              view.tenantOfSubscription(`sub_${key}`),
            );
            expect(draft.view.tenantOfSignup(key.repeat(32))).toBe(view.tenantOfSignup(key.repeat(32)));
            expect(draft.view.tenantOfDomain(`d${key}.example`)).toBe(view.tenantOfDomain(`d${key}.example`));
          }
          expect(draft.view.sharedTenants()).toBe(view.sharedTenants());
        },
      ),
      { numRuns: 200 },
    );
  });
});
