import fc from 'fast-check';
import { CORE_SCHEMA, load, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { emit, emitDocuments, type Json, UnwritableValue } from '../../../src/yaml/emit.ts';
import { anyNumber, foreignText, TRAPS } from '../../fixtures/foreign-text.ts';

interface Reader {
  readonly name: string;
  readonly one: (text: string) => unknown;
  readonly all: (text: string) => readonly unknown[];
}

function yamlReader(version: '1.1' | '1.2'): Reader {
  const options = { version, strict: true, merge: version === '1.1' } as const;
  return {
    name: `yaml ${version}`,
    one: (text) => parse(text, options),
    all: (text) =>
      parseAllDocuments(text, options).map((document) => {
        if (document.errors.length > 0) throw document.errors[0];
        return document.toJS();
      }),
  };
}

function jsYamlReader(version: string, schema: typeof CORE_SCHEMA): Reader {
  return {
    name: `js-yaml ${version}`,
    one: (text) => load(text, { schema }),
    all: (text) => loadAll(text, { schema }),
  };
}

/** Readers of both versions of YAML, by two authors; those of 1.1 merge `<<`. */
const READERS = [
  yamlReader('1.1'),
  yamlReader('1.2'),
  jsYamlReader('1.1', YAML11_SCHEMA),
  jsYamlReader('1.2', CORE_SCHEMA),
];

/** Objects as lists of pairs: the order of keys counts, the class of an object does not. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, item]) => [key, plain(item)]);
};

function expectRead(text: string, wanted: unknown, read: (reader: Reader) => unknown): void {
  for (const reader of READERS) {
    let seen: unknown;
    try {
      seen = read(reader);
    } catch (error) {
      throw new Error(`${reader.name} refuses ${JSON.stringify(text)}: ${error}`);
    }
    expect(plain(seen), `${reader.name} reads ${JSON.stringify(text)}`).toStrictEqual(plain(wanted));
  }
}

function expectSame(value: Json): void {
  const text = emit(value);
  expectRead(text, value, ({ one }) => one(text));
}

function expectSameDocuments(values: readonly Json[]): void {
  const text = emitDocuments(values);
  expectRead(text, values, ({ all }) => all(text));
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

describe('YAML 1.1 and 1.2 readers see the value that was written', () => {
  it.each(TRAPS.map((text) => [JSON.stringify(text).slice(0, 60), text]))('%s', (_shown, text) => {
    expectSame(text);
    expectSame({ value: text, list: [text, { deep: text }] });
    expectSame({ [text]: { nested: 1 }, after: [text, { [text]: [{ [text]: text }] }] });
    expectSameDocuments([text, { [text]: text }, [text], text]);
  });

  it('for any value of the JSON data model', () => {
    fc.assert(fc.property(value, expectSame), { numRuns: 2000 });
  });

  it('for several documents in one stream', () => {
    fc.assert(fc.property(fc.array(value, { maxLength: 4 }), expectSameDocuments), { numRuns: 500 });
  });

  it('for texts of several lines, anywhere in a value', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '  two',
        'word',
        'word ',
        '\ttab',
        '# c',
        '- a',
        '? x',
        'a: b',
        '|',
        '>-',
        '---',
      ),
      foreignText,
    );
    const text = fc.array(line, { minLength: 2, maxLength: 5 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, (any) => expectSame({ top: any, deep: [[any, { [any]: any, after: 1 }], any] })),
      { numRuns: 500 },
    );
  });

  it.each([900, 990, 997, 998, 999, 1000, 1001, 1022, 1023, 1024, 1025, 1030, 3000, 20_000])(
    'for keys of about %i characters, at which readers look for the colon',
    (length) => {
      for (const unit of ['k', '修', '\u2028', '🔧']) {
        const key = unit.repeat(length / unit.length);
        expectSame({ [key]: key, list: [{ [key]: { [key]: [key, {}] }, after: 1 }] });
      }
    },
  );

  it('for the numbers that YAML 1.1 and 1.2 write differently', () => {
    const text = emit([1e21, 1.5e300, 1e-7, -2e-9, 5e-324, 0, -0, 0.1, 1e3, 8, 2 ** 53]);
    expect(text).toBe(
      '- 1.0e+21\n- 1.5e+300\n- 1.0e-7\n- -2.0e-9\n- 5.0e-324\n- 0\n- -0.0\n- 0.1\n- 1000\n- 8\n- 9007199254740992\n',
    );
    fc.assert(fc.property(fc.array(anyNumber), expectSame));
  });
});

class Volume {
  readonly size = '1Gi';
}

/** How a value is refused. */
function refusalOf(value: unknown): UnwritableValue {
  try {
    emit(value as Json);
  } catch (error) {
    if (error instanceof UnwritableValue) return error;
    throw error;
  }
  throw new Error('it was written');
}

describe('a value that cannot be written is rejected with its field', () => {
  const inText = 'the text contains a lone surrogate, which YAML cannot represent';
  const inKey = 'the key contains a lone surrogate, which YAML cannot represent';
  it.each<[unknown, string, string]>([
    [{ spec: { name: 'a\ud800' } }, 'spec.name', inText],
    [{ list: [{ x: '\udc00b' }] }, 'list[0].x', inText],
    [{ text: 'first\nsecond \udc00\ud800\n' }, 'text', inText],
    [{ labels: { '\ud83d': 'x' } }, 'labels.\ud83d', inKey],
    [{ '\udfff': 1 }, '\udfff', inKey],
    [{ replicas: Number.NaN }, 'replicas', 'NaN is not a JSON number'],
    [{ a: { b: Number.POSITIVE_INFINITY } }, 'a.b', 'Infinity is not a JSON number'],
    [[0, [Number.NEGATIVE_INFINITY]], '[1][0]', '-Infinity is not a JSON number'],
    [{ a: [1, undefined] }, 'a[1]', 'a value of type undefined is not JSON'],
    [{ matchLabels: undefined }, 'matchLabels', 'a value of type undefined is not JSON'],
    [{ sparse: new Array(1) }, 'sparse[0]', 'a value of type undefined is not JSON'],
    [{ f: () => 1 }, 'f', 'a value of type function is not JSON'],
    [{ n: 1n }, 'n', 'a value of type bigint is not JSON'],
    [{ s: Symbol('s') }, 's', 'a value of type symbol is not JSON'],
    [{ when: new Date(0) }, 'when', 'an object of class Date is not JSON'],
    [{ map: new Map([['a', 1]]) }, 'map', 'an object of class Map is not JSON'],
    [{ volumes: [new Volume()] }, 'volumes[0]', 'an object of class Volume is not JSON'],
    [{ o: new (class {})() }, 'o', 'an object of an unnamed class is not JSON'],
    ['\ud800', '', inText],
    [undefined, '', 'a value of type undefined is not JSON'],
  ])('%o', (value, field, reason) => {
    const refusal = refusalOf(value);
    expect([refusal.field, refusal.message, refusal.name]).toEqual([
      field,
      `${field === '' ? 'the value' : field}: ${reason}`,
      'UnwritableValue',
    ]);
  });

  it('in a stream of documents too', () => {
    expect(() => emitDocuments([{ a: 1 }, { b: Number.NaN }])).toThrow(
      new UnwritableValue('b', 'NaN is not a JSON number'),
    );
  });

  it('with a lone surrogate anywhere in a text', () => {
    const half = fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(foreignText, half, foreignText, (before, one, after) => {
        const text = before + one + after;
        fc.pre(!text.isWellFormed());
        expect(refusalOf({ a: [text] }).field).toBe('a[0]');
        expect(refusalOf({ [text]: 'a' }).field).toBe(text);
      }),
    );
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

  it.each<[string, Json, string]>([
    ['a text without an end of line', { a: 'one\ntwo' }, 'a: |-\n  one\n  two\n'],
    ['a text with empty lines and indented ones', { a: 'one\n\n  two\n' }, 'a: |\n  one\n\n    two\n'],
    ['a text in a list', { a: ['x', 'one\ntwo\n'] }, 'a:\n  - x\n  - |\n    one\n    two\n'],
    ['other letters', { a: 'é\n修理 🔧\n' }, 'a: |\n  é\n  修理 🔧\n'],
  ])('%s is a literal block', (_what, value, text) => {
    expect(emit(value)).toBe(text);
  });

  it.each<[string, string, string]>([
    ['a first line that is indented', ' one\ntwo\n', '" one\\ntwo\\n"'],
    ['a first line that is empty', '\none\n', '"\\none\\n"'],
    ['a space at the end of a line', 'one \ntwo\n', '"one \\ntwo\\n"'],
    ['a no-break space at the end of a line', 'one\u00a0\ntwo', '"one\u00a0\\ntwo"'],
    ['a tab', 'one\n\ttwo\n', '"one\\n\\ttwo\\n"'],
    ['two line ends at the end', 'one\n\n', '"one\\n\\n"'],
    ['a carriage return', 'one\r\ntwo', '"one\\r\\ntwo"'],
    ['a line separator', 'one\n\u2028two', '"one\\n\\u2028two"'],
    ['a byte order mark', 'one\n\ufefftwo', '"one\\n\\ufefftwo"'],
    ['a single line with its end', 'one\n', '"one\\n"'],
  ])('no literal block for %s', (_what, value, text) => {
    expect(emit({ a: value })).toBe(`a: ${text}\n`);
  });

  it.each<[Json, string]>([
    ['no', '"no"\n'],
    ['one\ntwo\n', '"one\\ntwo\\n"\n'],
    [3, '3\n'],
    [{}, '{}\n'],
    [[], '[]\n'],
    [[[[]], [{}]], '- - []\n- - {}\n'],
    [[{ a: { b: 1 }, c: [2] }], '- a:\n    b: 1\n  c:\n    - 2\n'],
  ])('%j as a document of its own', (value, text) => {
    expect(emit(value)).toBe(text);
  });

  it('a long key in the explicit form', () => {
    const key = 'k'.repeat(1200);
    expect(emit([{ [key]: { a: 1 }, b: 2 }])).toBe(`- ? "${key}"\n  :\n    a: 1\n  b: 2\n`);
  });

  it('documents with --- between them', () => {
    expect(emitDocuments([{ a: 1 }, 'no', []])).toBe('a: 1\n---\n"no"\n---\n[]\n');
    expect(emitDocuments([])).toBe('');
  });
});
