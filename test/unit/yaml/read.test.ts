import { describe, expect, it } from 'vitest';
import { LARGEST_FILE, type Path, readYaml } from '../../../src/yaml/read.ts';

const faults = (text: string) => {
  const result = readYaml(text);
  return result.kind === 'faults' ? result.faults : [];
};

describe('rejected', () => {
  it.each([
    [
      'an anchor',
      'a: 1\nb: &x 2\n',
      [{ line: 2, message: 'anchors are not supported', found: '&x', allowed: 'the value itself' }],
    ],
    [
      'an alias and its anchor',
      'a: &x 1\nb: *x\n',
      [
        { line: 1, message: 'anchors are not supported', found: '&x', allowed: 'the value itself' },
        { line: 2, message: 'aliases are not supported', found: '*x', allowed: 'the value itself' },
      ],
    ],
    [
      'a tag',
      'a: !!str 1\n',
      [
        {
          line: 1,
          message: 'tags are not supported',
          found: '!!str',
          allowed: 'a plain or quoted value',
        },
      ],
    ],
    [
      'a tag of one’s own',
      '\na: !secret x\n',
      [{ line: 2, message: 'tags are not supported', found: '!secret', allowed: 'a plain or quoted value' }],
    ],
    [
      'a tag on a list, a key and an empty value',
      'a: !!seq [x]\n!!str b: 1\nc: !!null\n',
      ['!!seq', '!!str', '!!null'].map((found, i) => ({
        line: i + 1,
        message: 'tags are not supported',
        found,
        allowed: 'a plain or quoted value',
      })),
    ],
    [
      'a tag that does not fit its value',
      'a: !!int x\n',
      [{ line: 1, message: 'tags are not supported', found: '!!int', allowed: 'a plain or quoted value' }],
    ],
    [
      'a tag with a handle that nothing declares',
      'a: !x!y 1\n',
      [{ line: 1, message: 'tags are not supported', found: '!x!y', allowed: 'a plain or quoted value' }],
    ],
    [
      'a tag without its end',
      'a:\n  b: !<x 1\n',
      [{ line: 2, message: 'tags are not supported', found: '!<x', allowed: 'a plain or quoted value' }],
    ],
    [
      'bytes that are not UTF-8',
      Buffer.from('a: 1\nb: M\xfcller\nc: *x\n', 'latin1').toString('utf8'),
      [{ line: 2, message: 'the file contains bytes that are not UTF-8', allowed: 'UTF-8' }],
    ],
    [
      'a tag without a name',
      'a: 1\nb: ! 1\n',
      [{ line: 2, message: 'tags are not supported', found: '!', allowed: 'a plain or quoted value' }],
    ],
    [
      'an anchor on a list, a key and an empty value',
      'a: &l\n  - 1\n&k b: 1\nc: &e\n\n',
      [
        { line: 1, found: '&l' },
        { line: 3, found: '&k' },
        { line: 4, found: '&e' },
      ].map(({ line, found }) => ({
        line,
        message: 'anchors are not supported',
        found,
        allowed: 'the value itself',
      })),
    ],
    [
      'an alias of nothing',
      'a: 1\nb:\n  - *x\n',
      [{ line: 3, message: 'aliases are not supported', found: '*x', allowed: 'the value itself' }],
    ],
    [
      'YAML 1.1, to which no is a boolean',
      '# c\n%YAML 1.1\n---\na: no\n',
      [
        {
          line: 2,
          message: 'the file declares another version of YAML',
          found: '%YAML 1.1',
          allowed: '%YAML 1.2 or none',
        },
      ],
    ],
    [
      'a key that is a list',
      'a: 1\n? [b]\n: 2\n',
      [{ line: 2, message: 'the key is not a string', allowed: 'a plain or quoted string as key' }],
    ],
    [
      'lists within lists without end',
      `a: ${'['.repeat(30_000)}`,
      [{ line: 1, message: 'the nesting is too deep' }],
    ],
    [
      'a duplicate key',
      'a: 1\nb: 2\na: 3\n',
      [{ line: 3, message: 'duplicate key', allowed: 'each key once' }],
    ],
    [
      'a duplicate key, nested',
      'x:\n  a: 1\n  "a": 3\n',
      [{ line: 3, message: 'duplicate key', allowed: 'each key once' }],
    ],
    [
      'a second document',
      'a: 1\n---\nb: 2\n',
      [{ line: 2, message: 'the file contains a second document', allowed: 'one document per file' }],
    ],
    [
      'a file over 64 KiB',
      `a: ${'x'.repeat(LARGEST_FILE)}\n`,
      [
        {
          line: 1,
          message: 'the file is too large',
          found: `${LARGEST_FILE + 4} bytes`,
          allowed: `at most ${LARGEST_FILE} bytes`,
        },
      ],
    ],
  ])('%s', (_what, text, wanted) => {
    expect(faults(text)).toStrictEqual(wanted);
  });

  it.each([
    [
      'a: 1\nb: [1, 2\nc: 3\n',
      3,
      'Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['a: 1\nb: "x\n', 3, 'Missing closing "quote'],
    ['a: b: c\n', 1, 'Nested mappings are not allowed in compact mappings'],
    ['a:\n\tb: 1\n', 2, 'Tabs are not allowed as indentation'],
    ['a: "\\q"\n', 1, 'Invalid escape sequence \\q'],
    ['%YAML 1.3\n---\na: 1\n', 1, 'Unsupported YAML version 1.3'],
    ['%FOO bar\n---\na: 1\n', 1, 'Unknown directive %FOO'],
  ])('what is no YAML: %j', (text, line, message) => {
    expect(faults(text)).toStrictEqual([{ line, message: `invalid YAML: ${message}` }]);
  });

  it('every fault at once, each once, in the order of lines', () => {
    expect(faults('b: 1\na: [&x 1, &x 1]\nb: !t\n  - *x\nc: b: c\n---\nd: &y 1\n')).toStrictEqual([
      { line: 2, message: 'anchors are not supported', found: '&x', allowed: 'the value itself' },
      { line: 3, message: 'duplicate key', allowed: 'each key once' },
      { line: 3, message: 'tags are not supported', found: '!t', allowed: 'a plain or quoted value' },
      { line: 4, message: 'aliases are not supported', found: '*x', allowed: 'the value itself' },
      { line: 5, message: 'invalid YAML: Nested mappings are not allowed in compact mappings' },
      { line: 6, message: 'the file contains a second document', allowed: 'one document per file' },
      { line: 7, message: 'anchors are not supported', found: '&y', allowed: 'the value itself' },
    ]);
  });
});

it('admits exactly 64 KiB, counted in bytes', () => {
  expect(faults(`a: ${'x'.repeat(LARGEST_FILE - 4)}\n`)).toEqual([]);
  expect(faults(`a: ${'é'.repeat(LARGEST_FILE / 2 - 2)}\n`)).toEqual([]);
  expect(faults(`a: ${'é'.repeat(LARGEST_FILE / 2 - 1)}\n`)).toStrictEqual([
    { line: 1, message: 'the file is too large', found: '65538 bytes', allowed: 'at most 65536 bytes' },
  ]);
});

it('does not take text for an anchor, an alias or a tag', () => {
  const text = `\ufeffa: x &a *b !c
b: "&a"
c: '*a'
"!d": |
  &a
  *b
e: >-
  !c
f: [a&b, "!!str", 'x']
g: # &a *b !c
  plain
  &a *b !c
h: "\u001f"
i: \u001f
`;
  expect(faults(text)).toEqual([]);
  expect(['&a', '*a', '!a'].map((word) => faults(`--- |\n${word}\n`))).toEqual([[], [], []]);
  expect(faults(`${text}j: &a 1\nk: "\u0018"\nl: *a\n`).map(({ line }) => line)).toEqual([15, 17]);
});

it.each<[string, unknown]>([
  ['', null],
  ['# only a comment\n', null],
  ['%YAML 1.2\n---\na: no\n...\n', { a: 'no' }],
  ['\ufeffa: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
  ['<<: {a: 1}\n', { '<<': { a: 1 } }],
  ['1: a\ntrue: b\n~: c\n', { '1': 'a', true: 'b', '~': 'c' }],
])('reads %j', (text, value) => {
  const result = readYaml(text);
  expect(result.kind === 'document' && result.value).toStrictEqual(value);
});

it('reads YAML 1.2: `no` is a string, and so is an unquoted time', () => {
  const result = readYaml('a: no\nb: 0o17\nc: 2026-11-23\nd: 1e3\n');
  expect(result.kind === 'document' && result.value).toEqual({ a: 'no', b: 15, c: '2026-11-23', d: 1000 });
});

it('knows the line of a field, or of the nearest one above it', () => {
  const result = readYaml('a: 1\nlist:\n  - x: 1\n    y: 2\n  - x: 3\n');
  if (result.kind === 'faults') throw new Error('not read');
  const lines = [['a'], ['list', 0, 'y'], ['list', 1, 'x'], ['list', 1, 'z'], ['nothing'], ['list', 7]].map(
    result.lineOf,
  );
  expect(lines).toEqual([1, 4, 5, 5, 1, 2]);
});

it.each<[Path, number]>([
  [[], 3],
  [['1'], 3],
  [['key with: colon'], 4],
  [['key with: colon', 'deep'], 5],
  [['key with: colon', 'deep', 1], 6],
  [['key with: colon', 'deep', 1, 'none', 'none'], 6],
  [['empty'], 7],
  [['empty', 'below'], 7],
  [['text'], 9],
])('knows that %j stands in line %i', (path, line) => {
  const text = '# c\n\n1: a\n"key with: colon":\n  deep: [x,\n    y]\nempty:\n# c\ntext: |\n  z\n';
  const result = readYaml(text);
  expect(result.kind === 'document' && result.lineOf(path)).toBe(line);
});

it('knows a line in an empty file too', () => {
  const result = readYaml('');
  expect(result.kind === 'document' && result.lineOf(['a', 0])).toBe(1);
});
