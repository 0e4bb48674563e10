import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeCost } from '../../../src/cli/costing.ts';
import { compareRendered } from '../../../src/diff/compare.ts';
import { idMask } from '../../../src/diff/id-mask.ts';
import { openReader } from '../../../src/diff/objects.ts';
import { differenceText } from '../../../src/diff/text.ts';
import { gateViolations, violationProblem } from '../../../src/gate/gate.ts';
import { problemLine } from '../../../src/records/problem.ts';
import { ID_PATTERN, RESERVED_IDS } from '../../../src/records/schema.ts';
import { renderTenant } from '../../../src/synth/tenant.ts';
import { loadDocument } from '../../../src/yaml/load.ts';
import { ACME, fleetOf, PLATFORM, rendered } from '../../fixtures/fleet.ts';

const ORDINARY = 'zzordinaryzz';
const shop = (id: string, more = '') => ACME.replace('id: acme', `id: "${id}"`).concat(more);
const next = PLATFORM.replace('stable: v1.0.0', 'stable: v1.1.0');

/** A release, a volume that shrinks, and an image that somebody wrote by hand, as diff, gate and cost tell them. */
function told(id: string) {
  const [was, is] = [fleetOf([shop(id)]), fleetOf([shop(id, 'storage: 40Gi\n')], next)];
  const [before, after] = [was, is].map(
    ({ records: [record], platform }) => new Map(renderTenant(record as never, platform)),
  ) as [Map<string, string>, Map<string, string>];
  const path = `dist/tenants/${id}/manifests.yaml`;
  const text = after.get(path) ?? '';
  after.set(
    path,
    text.replace(/image: ghcr\.io\/mechanicbuddy\/mechanicbuddy-api:1\.1\.0/, 'image: evil.io/api:v6'),
  );
  expect(after.get(path)).not.toBe(text);
  const compared = compareRendered(before, after);
  const sides = {
    before: new Map(was.records.map((record) => [record.id, record])),
    after: new Map(is.records.map((record) => [record.id, record])),
    platform: is.platform,
  };
  const violations = gateViolations(compared, sides);
  return {
    diff: differenceText(compared).split('\n').sort(),
    gate: violations.map((violation) => problemLine(violationProblem(violation, is.platform))).sort(),
    cost: changeCost(compared, is),
  };
}

const ordinary = told(ORDINARY);
const asIfNamed = (id: string) => ({
  diff: ordinary.diff.map((line) => line.replaceAll(ORDINARY, id)).sort(),
  gate: ordinary.gate.map((line) => line.replaceAll(ORDINARY, id)).sort(),
  cost: ordinary.cost,
});

/** Every word of what is rendered that somebody may be called. */
const words = [
  ...new Set(
    [...rendered([ACME]).values()].flatMap((text) => text.match(/(?<![A-Za-z])[a-z][a-z0-9-]+/g) ?? []),
  ),
].filter((word) => word.length > 2 && word.length < 31 && ID_PATTERN.test(word) && !isReserved(word));

function isReserved(word: string): boolean {
  return RESERVED_IDS.includes(word) || fleetOf([]).platform.reservedIds.includes(word);
}

describe('a tenant whose id is a word in rendered files', () => {
  it('is reported like any other', () => {
    expect(ordinary.gate.map((line) => /[a-z]+-[a-z]+(-[a-z]+)?(?= \(found)/.exec(line)?.[0])).toEqual([
      'storage-shrinks',
      'image-without-release',
    ]);
  });

  it.each([
    'spec',
    'metadata',
    'resources',
    'containers',
    'size',
    'namespace',
    'storage',
    'image',
    'web',
    'dbup',
  ])('such as %s is compared, judged and priced as any other', (id) => {
    expect(told(id)).toEqual(asIfNamed(id));
  });

  it.each(['true', 'null', 'inf', 'e10', 'set', 'cluster', 'kind', 'name', 'labels', 'apps'])(
    'or what YAML reads otherwise, such as %s, too',
    (id) => {
      expect(told(id)).toEqual(asIfNamed(id));
    },
  );

  it('whichever it is', () => {
    expect(words.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(fc.constantFrom(...words), (id) => {
        expect(told(id)).toEqual(asIfNamed(id));
      }),
      { numRuns: 15 },
    );
  });
});

describe('a rendered object', () => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  spec: "a spec"\n  on: true\n  size: 1.e10\n  script: "x\\nab"\n`;

  it.each(['spec', 'data', 'true', 'e10', 'nab', 'name', 'config', '10', 'a(b'])(
    'has the value that its text has, for whichever tenant: %s',
    (id) => {
      const [object] = openReader()('dist/tenants/x/manifests.yaml', text, id);
      expect(object?.value).toEqual(loadDocument(text));
      expect(object?.identity).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', name: 'c' });
    },
  );

  it('is parsed once for several tenants, and gets back the id of each', () => {
    const read = openReader();
    const of = (id: string) =>
      read('x.yaml', `kind: A\nmetadata: {name: tenant-${id}, ${id}: ${id}}\n`, id)[0];
    const [one, two] = [of('one'), of('two')];
    expect(one?.number).toBe(two?.number);
    expect(two?.value).toEqual({ kind: 'A', metadata: { name: 'tenant-two', two: 'two' } });
    expect(one?.masked.value).toEqual({
      kind: 'A',
      metadata: { name: 'tenant-__TENANT_ID__', one: '__TENANT_ID__' },
    });
  });

  it('keeps a key that is the id, so that its change differs from another tenant’s', () => {
    const files = (id: string, value: string) =>
      [
        `dist/tenants/${id}/manifests.yaml`,
        `kind: A\nmetadata: {name: a}\ndata: {${id}: ${value}}\n`,
      ] as const;
    const compared = compareRendered(
      new Map([files('one', 'x'), files('two', 'x')]),
      new Map([files('one', 'y'), files('two', 'y')]),
    );
    expect(compared.map(({ changes }) => (changes[0] as { fields?: object[] }).fields)).toEqual([
      [{ path: ['data', 'one'], from: 'x', to: 'y' }],
      [{ path: ['data', 'two'], from: 'x', to: 'y' }],
    ]);
  });
});

it('masks an id that is a word of its own', () => {
  const { mask } = idMask('acme');
  expect(mask('acme tenant-acme acme.example.com acmes xacme acme_1')).toBe(
    '__TENANT_ID__ tenant-__TENANT_ID__ __TENANT_ID__.example.com acmes xacme __TENANT_ID___1',
  );
});
