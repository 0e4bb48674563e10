import { describe, expect, it } from 'vitest';
import { LARGEST_FILE, readYaml } from '../../../src/yaml/read.ts';

const faults = (text: string) => {
  const result = readYaml(text);
  return result.kind === 'faults' ? result.faults : [];
};

describe('refused', () => {
  it.each([
    [
      'an anchor',
      'a: 1\nb: &x 2\n',
      [{ line: 2, message: 'anchors are not read', found: '&x', allowed: 'the value itself' }],
    ],
    [
      'an alias and its anchor',
      'a: &x 1\nb: *x\n',
      [
        { line: 1, message: 'anchors are not read', found: '&x', allowed: 'the value itself' },
        { line: 2, message: 'aliases are not read', found: '*x', allowed: 'the value itself' },
      ],
    ],
    [
      'a tag',
      'a: !!str 1\n',
      [
        {
          line: 1,
          message: 'tags are not read',
          found: 'tag:yaml.org,2002:str',
          allowed: 'a plain or quoted value',
        },
      ],
    ],
    [
      'a tag of one’s own',
      '\na: !secret x\n',
      [{ line: 2, message: 'tags are not read', found: '!secret', allowed: 'a plain or quoted value' }],
    ],
    [
      'a duplicate key',
      'a: 1\nb: 2\na: 3\n',
      [{ line: 3, message: 'the key stands twice', allowed: 'each key once' }],
    ],
    [
      'a duplicate key, nested',
      'x:\n  a: 1\n  "a": 3\n',
      [{ line: 3, message: 'the key stands twice', allowed: 'each key once' }],
    ],
    [
      'a second document',
      'a: 1\n---\nb: 2\n',
      [{ line: 2, message: 'the file holds a second document', allowed: 'one document a file' }],
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
    expect(faults(text)).toEqual(wanted);
  });

  it('what is no YAML, with its line', () => {
    const [fault] = faults('a: 1\nb: [1, 2\nc: 3\n');
    expect(fault?.line).toBeGreaterThanOrEqual(2);
    expect(fault?.message).toMatch(/^not valid YAML: /);
  });

  it('every fault at once', () => {
    expect(faults('a: &x 1\nb: !t 2\nb: *x\n').map(({ line }) => line)).toEqual([1, 2, 3, 3]);
  });
});

it('admits exactly 64 KiB', () => {
  expect(faults(`a: ${'x'.repeat(LARGEST_FILE - 4)}\n`)).toEqual([]);
});

it('reads YAML 1.2: no is a text, and so is an unquoted time', () => {
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
