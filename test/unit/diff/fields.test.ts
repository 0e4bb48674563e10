import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFieldChanges, fieldChanges, pathText } from '../../../src/diff/fields.ts';
import type { Json } from '../../../src/yaml/emit.ts';

const texts = (from: Json, to: Json) =>
  fieldChanges(from, to).map(({ path, from: was, to: is }) => [pathText(path), was, is]);

describe('a field that differs', () => {
  it.each<[string, Json, Json, unknown[]]>([
    ['nothing', { a: [1] }, { a: [1] }, []],
    ['a value', { a: { b: 1 } }, { a: { b: 2 } }, [['a.b', 1, 2]]],
    ['one that is new', {}, { a: 1 }, [['a', undefined, 1]]],
    ['one that is gone', { a: 1 }, {}, [['a', 1, undefined]]],
    ['null is a value', { a: null }, { a: 1 }, [['a', null, 1]]],
    ['another kind of value', { a: [] }, { a: {} }, [['a', [], {}]]],
    [
      'items by their name',
      { c: [{ name: 'api', image: '1' }, { name: 'log' }] },
      { c: [{ name: 'api', image: '2' }, { name: 'log' }] },
      [['c[api].image', '1', '2']],
    ],
    [
      'an item that is new between others',
      { c: [{ name: 'a' }, { name: 'b' }] },
      { c: [{ name: 'a' }, { name: 'x' }, { name: 'b' }] },
      [['c[x]', undefined, { name: 'x' }]],
    ],
    [
      'items that changed places, as a whole',
      [{ name: 'a' }, { name: 'b' }],
      [{ name: 'b' }, { name: 'a' }],
      [['', [{ name: 'a' }, { name: 'b' }], [{ name: 'b' }, { name: 'a' }]]],
    ],
    ['items without names by their place', { l: [1, 2] }, { l: [1, 3] }, [['l[1]', 2, 3]]],
    ['an item more', { l: [1, 3] }, { l: [1, 2, 3] }, [['l[1]', undefined, 2]]],
    ['an item less', { l: [1, 2, 3] }, { l: [1, 3] }, [['l[1]', 2, undefined]]],
    ['a list of which nothing stayed, as a whole', { l: [1] }, { l: [2, 3] }, [['l', [1], [2, 3]]]],
    ['a key that is no word', { 'a/b.c': 1 }, { 'a/b.c': 2 }, [['[a/b.c]', 1, 2]]],
    [
      'a name that stands twice, by its place',
      [
        { name: 'a', v: 1 },
        { name: 'a', v: 2 },
      ],
      [
        { name: 'a', v: 1 },
        { name: 'a', v: 3 },
      ],
      [['[1].v', 2, 3]],
    ],
  ])('%s', (_, from, to, wanted) => {
    expect(texts(from, to)).toEqual(wanted);
  });
});

const key = fc.constantFrom('name', 'image', 'a', 'b', 'spec');
const leaf = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.integer({ min: 0, max: 3 }),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), v: tie('value') }), {
      selector: ({ name }) => name,
      maxLength: 4,
    }),
  ) as fc.Arbitrary<Json>,
}));

it('applying the changes to the old value gives the new one', () => {
  fc.assert(
    fc.property(value, value, (from, to) => {
      expect(applyFieldChanges(from, fieldChanges(from, to))).toEqual(to);
    }),
    { numRuns: 500 },
  );
});

it('returns nothing for equal values', () => {
  fc.assert(
    fc.property(value, (same) => {
      expect(fieldChanges(same, structuredClone(same))).toEqual([]);
    }),
  );
});

it('throws for a value that it does not fit', () => {
  const changes = fieldChanges([{ name: 'a', v: 1 }], [{ name: 'a', v: 2 }]);
  expect(() => applyFieldChanges([{ name: 'b', v: 1 }], changes)).toThrow('no item {"name":"a"}');
});
