import fc from 'fast-check';
import { CORE_SCHEMA, load, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { emit, emitDocuments, type Json, UnwritableValue } from '../../../src/yaml/emit.ts';
import { anyNumber, foreignText, TRAPS } from '../../fixtures/foreign-text.ts';

/** Readers of both versions of YAML, by two authors. */
const READERS: { readonly [name: string]: (text: string) => unknown } = {
  'yaml 1.1': (text) => parse(text, { version: '1.1', strict: true, merge: true }),
  'yaml 1.2': (text) => parse(text, { version: '1.2', strict: true }),
  'js-yaml 1.1': (text) => load(text, { schema: YAML11_SCHEMA }),
  'js-yaml 1.2': (text) => load(text, { schema: CORE_SCHEMA }),
};

/** Through JSON, so that only the value counts and not the class of an object. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const keys = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return keys.map(([key, item]) => [key, plain(item)]);
};

function expectSame(value: Json): void {
  const text = emit(value);
  for (const [name, read] of Object.entries(READERS)) {
    let seen: unknown;
    try {
      seen = read(text);
    } catch (error) {
      throw new Error(`${name} refuses ${JSON.stringify(text)}: ${error}`);
    }
    expect(plain(seen), `${name} reads ${JSON.stringify(text)}`).toEqual(plain(value));
  }
}

const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    foreignText,
    anyNumber,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(foreignText, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('what readers of YAML 1.1 and 1.2 see is what went in', () => {
  it.each(TRAPS.map((text) => [JSON.stringify(text).slice(0, 60), text]))('%s', (_shown, text) => {
    expectSame(text);
    expectSame({ value: text, list: [text, { deep: text }] });
    if (text !== '__proto__') expectSame({ [text]: { nested: 1 }, after: [text] });
  });

  it('for any value of the JSON data model', () => {
    fc.assert(
      fc.property(value, (any) => {
        fc.pre(!JSON.stringify(any).includes('"__proto__"'));
        expectSame(any);
      }),
      { numRuns: 1500 },
    );
  });

  it('for several documents in one stream', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ kind: foreignText, data: value }), { minLength: 1, maxLength: 4 }),
        (any) => {
          fc.pre(!JSON.stringify(any).includes('__proto__'));
          const documents = any as unknown as Json[];
          const text = emitDocuments(documents);
          expect(loadAll(text, { schema: YAML11_SCHEMA }).map(plain)).toEqual(documents.map(plain));
          const parsed = parseAllDocuments(text, { version: '1.2' });
          expect('empty' in parsed ? [] : parsed.map((document) => plain(document.toJS()))).toEqual(
            documents.map(plain),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('and the same value gives the same text', () => {
    fc.assert(fc.property(value, (any) => emit(any) === emit(structuredClone(any))));
  });
});

describe('what cannot be written is refused with its field', () => {
  it.each([
    [
      { spec: { name: 'a\ud800' } },
      'spec.name: a lone surrogate is in the text, which no YAML text can hold',
    ],
    [{ list: [{ x: '\udc00' }] }, 'list[0].x: a lone surrogate is in the text, which no YAML text can hold'],
    [
      { labels: { '\ud83d': 'x' } },
      'labels.\ud83d: the key has a lone surrogate, which no YAML text can hold',
    ],
    [{ replicas: Number.NaN }, 'replicas: NaN is not a JSON number'],
    [{ a: { b: Number.POSITIVE_INFINITY } }, 'a.b: Infinity is not a JSON number'],
    [{ a: [1, undefined] }, 'a[1]: a value of type undefined is not JSON'],
    [{ when: new Date(0) }, 'when: an object of class Date is not JSON'],
    [{ f: () => 1 }, 'f: a value of type function is not JSON'],
    [{ n: 1n }, 'n: a value of type bigint is not JSON'],
    ['\ud800', 'the value: a lone surrogate is in the text, which no YAML text can hold'],
  ])('%o', (any, message) => {
    expect(() => emit(any as unknown as Json)).toThrow(UnwritableValue);
    expect(() => emit(any as unknown as Json)).toThrow(message);
  });
});

describe('readable in a review', () => {
  it('plain where it is safe, quoted where it is not, multi-line text as a block', () => {
    const text = emit({
      image: 'ghcr.io/mechanicbuddy/api:v1.2.3',
      cpu: '500m',
      memory: '2Gi',
      name: 'ACME Auto Repair',
      flag: 'no',
      port: '5432',
      count: 3,
      on: true,
      none: null,
      empty: {},
      list: [],
      command: ['bash', '-c'],
      nested: [{ name: 'a', value: 'b' }, ['x']],
      script: 'first line\nsecond: line\n\nlast\n',
    });
    expect(text).toBe(`image: ghcr.io/mechanicbuddy/api:v1.2.3
cpu: 500m
memory: 2Gi
name: ACME Auto Repair
flag: "no"
port: "5432"
count: 3
"on": true
none: null
empty: {}
list: []
command:
  - bash
  - "-c"
nested:
  - name: a
    value: b
  - - x
script: |
  first line
  second: line

  last
`);
  });
});
