import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compared, compareRendered, groupsOf, type ObjectChange } from '../../../src/diff/compare.ts';
import { applyFieldChanges } from '../../../src/diff/fields.ts';
import { ID_TOKEN } from '../../../src/diff/id-mask.ts';
import { type Identity, identityKey } from '../../../src/diff/objects.ts';
import { totalsOf, totalsText } from '../../../src/diff/totals.ts';
import type { Json } from '../../../src/yaml/emit.ts';
import { ACME, BIGSHOP, MOVING, objectsIn, PETE, PLATFORM, rendered, TRYOUT } from '../../fixtures/fleet.ts';

const shop = (id: string, more = '') => ACME.replace('id: acme', `id: ${id}`).concat(more);
const next = PLATFORM.replace('stable: v1.0.0', 'stable: v1.1.0');
const names = (compared: readonly Compared[]) =>
  groupsOf(compared).map(({ subjects }) =>
    subjects.map((subject) => (subject.kind === 'tenant' ? subject.id : subject.name)),
  );

describe('groups', () => {
  it('have all subjects with equal changes, the largest first, after the platform’s parts', () => {
    const records = [shop('one'), shop('two'), shop('three'), BIGSHOP, PETE];
    const compared = compareRendered(rendered(records), rendered(records, next));
    expect(names(compared)).toEqual([
      ['system'],
      ['free-tier'],
      ['bigshop', 'one', 'three', 'two'],
      ['pete'],
    ]);
  });

  it('separate subjects that differ in a field', () => {
    const before = [shop('one'), shop('two'), shop('three')];
    const after = [
      shop('one', 'storage: 60Gi\n'),
      shop('two', 'storage: 60Gi\n'),
      shop('three', 'storage: 70Gi\n'),
    ];
    expect(names(compareRendered(rendered(before), rendered(after)))).toEqual([['one', 'two'], ['three']]);
  });

  it('do not match an id within another word', () => {
    const before = [shop('api-shop'), shop('web'), shop('tenant')];
    const after = before.map((record) => `${record}storage: 60Gi\n`);
    const groups = groupsOf(compareRendered(rendered(before), rendered(after)));
    expect(groups.flatMap(({ subjects }) => subjects)).toHaveLength(3);
    for (const { changes } of groups)
      for (const change of changes)
        if (change.kind === 'changed') expect(change.fields.length).toBeGreaterThan(0);
  });

  it('keep a customer’s text that looks like the token for an id', () => {
    const hostile = ACME.replace('name: ACME Auto Repair', `name: ${ID_TOKEN} acme`);
    const [change] = compareRendered(rendered([hostile]), rendered([`${hostile}storage: 60Gi\n`]));
    expect(change?.changes.length).toBeGreaterThan(0);
  });
});

describe('what changed', () => {
  it('is nothing between equal files', () => {
    expect(compareRendered(rendered([ACME, PETE]), rendered([ACME, PETE]))).toEqual([]);
  });

  it('of a new tenant is all its objects', () => {
    const compared = compareRendered(rendered([]), rendered([ACME]));
    expect(totalsOf(compared).tenants).toEqual({ added: 1, removed: 0, changed: 0 });
    expect(compared[0]?.changes.every(({ kind }) => kind === 'added')).toBe(true);
  });

  it('ignores files that are not applied', () => {
    const schema = new Map([
      ['schemas/tenant.schema.json', '{}'],
      ['dist/generator.json', '{"version": "2"}'],
    ]);
    expect(compareRendered(new Map(), schema)).toEqual([]);
  });

  it('of invalid YAML is the text', () => {
    const path = 'dist/tenants/acme/manifests.yaml';
    const [compared] = compareRendered(new Map([[path, 'a: [1']]), new Map([[path, 'a: [2']]));
    expect(compared?.changes).toEqual([
      expect.objectContaining({ kind: 'changed', fields: [{ path: [], from: 'a: [1', to: 'a: [2' }] }),
    ]);
  });

  it('is summed up in a sentence', () => {
    const records = [ACME, BIGSHOP, PETE];
    const compared = compareRendered(rendered(records), rendered([...records, shop('one')], next));
    expect(totalsText(totalsOf(compared))).toMatch(
      /^3 tenants changed, 1 added; system, free-tier; \d+ objects changed, \d+ added$/,
    );
    expect(totalsText(totalsOf([]))).toBe('no rendered object changes');
  });
});

/** What a person may do to a fleet between two revisions. */
const MORE = [
  '',
  'storage: 60Gi\n',
  'version: v1.1.0\n',
  'channel: canary\n',
  'status: suspended\n',
  'status: cancelled\nendsAt: 2026-12-01T00:00:00Z\n',
];
const record = fc.oneof(
  fc.constantFrom(PETE, TRYOUT, MOVING, BIGSHOP),
  fc
    .tuple(fc.constantFrom('one', 'two', 'web', 'tenant'), fc.constantFrom(...MORE))
    .map(([id, more]) => shop(id, more)),
);
const fleet = fc.tuple(
  fc.uniqueArray(record, { selector: (text) => /^id: (.*)$/m.exec(text)?.[1], maxLength: 4 }),
  fc.constantFrom(PLATFORM, next, PLATFORM.replace('releases:', 'features: {backups: false}\nreleases:')),
);

/** Everything that is applied of a fleet, object by object. */
function applied(files: ReadonlyMap<string, string>): Map<string, unknown> {
  const paths = [...files.keys()].filter((path) => /^(dist|argocd)\/.*\.yaml$/.test(path));
  const objects = paths.flatMap((path) => objectsIn(files, path).map((object) => ({ path, object })));
  return new Map(
    objects.map(({ path, object }) => {
      const { kind, metadata } = object;
      return [[path.startsWith('argocd'), kind, metadata?.namespace, metadata?.name].join(' '), object];
    }),
  );
}

const keyOf = (part: string, { kind, namespace, name }: Identity) =>
  [part === 'argocd', kind, namespace, name === '' ? undefined : name].join(' ');

/** A subject's changes with its own id, carried out on all objects. */
function carryOut(objects: Map<string, unknown>, { subject, changes }: Compared): void {
  const id = subject.kind === 'tenant' ? subject.id : '';
  const real = JSON.parse(JSON.stringify(changes).replaceAll(ID_TOKEN, id)) as ObjectChange[];
  for (const change of real) {
    if (change.object.apiVersion === '') continue; // an index, which is not applied
    const at = keyOf(subject.kind === 'part' ? subject.name : '', change.object);
    if (change.kind === 'changed') objects.set(at, applyFieldChanges(objects.get(at) as Json, change.fields));
    else if (change.kind === 'added') objects.set(at, change.value);
    else objects.delete(at);
  }
}

it('applying the changes to the old objects gives the new ones', () => {
  fc.assert(
    fc.property(fleet, fleet, (was, is) => {
      const [before, after] = [rendered(...was), rendered(...is)];
      const objects = applied(before);
      for (const compared of compareRendered(before, after)) carryOut(objects, compared);
      expect(objects).toEqual(applied(after));
    }),
    { numRuns: 10 },
  );
});

it('names an object by its kind, namespace and name', () => {
  expect(identityKey({ apiVersion: 'v1', kind: 'Service', namespace: 'a', name: 'b' })).toBe(
    'v1 Service a b',
  );
});
