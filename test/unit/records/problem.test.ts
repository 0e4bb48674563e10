import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultProblem, fieldName, problemLine, schemaProblems, shown } from '../../../src/records/problem.ts';
import { schemaKeys } from '../../../src/records/schema-keys.ts';
import type { Path } from '../../../src/yaml/read.ts';

describe('a problem as a line', () => {
  const problem = { file: 'tenants/acme.yaml', field: 'tier', message: 'is not allowed' };
  it.each([
    [problem, 'tenants/acme.yaml: tier: is not allowed'],
    [{ ...problem, line: 4 }, 'tenants/acme.yaml:4: tier: is not allowed'],
    [{ ...problem, field: '' }, 'tenants/acme.yaml: is not allowed'],
    [{ ...problem, found: '"gold"' }, 'tenants/acme.yaml: tier: is not allowed (found "gold")'],
    [{ ...problem, allowed: 'free' }, 'tenants/acme.yaml: tier: is not allowed (allowed: free)'],
    [
      { ...problem, line: 4, found: '"gold"', allowed: 'free' },
      'tenants/acme.yaml:4: tier: is not allowed (found "gold"; allowed: free)',
    ],
  ])('%j', (any, line) => {
    expect(problemLine(any)).toBe(line);
  });

  it('stays one line that commands no terminal, whatever a file holds', () => {
    const text = 'a\nb\r\t\u0000\u001b[31m\u0085\u009b\u2028\u2029\u202e\ufeff\ud800';
    const escaped =
      'a\\u000ab\\u000d\\u0009\\u0000\\u001b[31m\\u0085\\u009b\\u2028\\u2029\\u202e\\ufeff\\ud800';
    expect(problemLine({ file: text, field: text, message: text, found: text, allowed: text })).toBe(
      `${escaped}: ${escaped}: ${escaped} (found ${escaped}; allowed: ${escaped})`,
    );
  });

  it('shows other letters as they are', () => {
    const line = problemLine({ file: 'f', field: 'name', message: 'm', found: '"Müller 👩‍🔧 修理"' });
    expect(line).toBe('f: name: m (found "Müller 👩‍🔧 修理")');
  });
});

it.each<[Path, string]>([
  [[], ''],
  [['domains'], 'domains'],
  [['domains', 0], 'domains[0]'],
  [['tiers', 'professional', 'api'], 'tiers.professional.api'],
  [['a', 1, 'b', 2, 3], 'a[1].b[2][3]'],
  [[0, 'a'], '[0].a'],
])('the field at %j is written %s', (path, name) => {
  expect(fieldName(path)).toBe(name);
});

it.each<[unknown, string]>([
  [undefined, 'nothing'],
  [null, 'null'],
  ['no', '"no"'],
  ['a"b\n', '"a\\"b\\n"'],
  ['a\ud83d', '"a\\ud83d"'],
  [2.5, '2.5'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [{ a: [1] }, '{"a":[1]}'],
  ['x'.repeat(78), `"${'x'.repeat(78)}"`],
  ['x'.repeat(79), `"${'x'.repeat(76)}…`],
  [`${'x'.repeat(75)}🔧🔧🔧`, `"${'x'.repeat(75)}…`],
])('%j is shown as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});

it('a fault of the text is a problem of the file as a whole', () => {
  expect(faultProblem('f.yaml', { line: 2, message: 'm', found: '&x', allowed: 'none' })).toEqual({
    file: 'f.yaml',
    field: '',
    line: 2,
    message: 'm',
    found: '&x',
    allowed: 'none',
  });
});

describe('what a schema refuses', () => {
  const schema = z.strictObject({
    text: z.string().min(2).max(5).optional(),
    id: z.string().max(3, 'a short id').optional(),
    count: z.int().min(1).max(9).optional(),
    cpu: z.string('CPU such as 500m').optional(),
    flag: z.boolean().optional(),
    list: z.array(z.string()).min(1).max(2).optional(),
    word: z.enum(['one', 'two']).optional(),
    even: z
      .int()
      .refine((n) => n % 2 === 0, { error: 'is odd', params: { allowed: 'an even number' } })
      .optional(),
    plain: z
      .string()
      .refine((text) => text !== 'bad', 'is bad')
      .optional(),
    names: z.record(z.string().regex(/^[a-z]+$/, 'a name of a–z'), z.strictObject({})).optional(),
    deep: z.strictObject({ b: z.string(), a: z.string().optional() }).optional(),
  });

  const lines = (value: unknown) => {
    const { error } = schema.safeParse(value);
    const lineOf = (path: Path) => path.length;
    const keysAt = (path: Path) => schemaKeys(schema, path);
    return schemaProblems('f', error?.issues ?? [], value, lineOf, keysAt).map(problemLine);
  };

  it.each<[unknown, string]>([
    [{ text: 'a' }, 'f:1: text: is not allowed (found "a"; allowed: at least 2 characters)'],
    [{ text: 'abcdef' }, 'f:1: text: is not allowed (found "abcdef"; allowed: at most 5 characters)'],
    [{ text: 1 }, 'f:1: text: is not allowed (found 1; allowed: a value of type string)'],
    [{ id: 'long' }, 'f:1: id: is not allowed (found "long"; allowed: a short id)'],
    [{ count: 0 }, 'f:1: count: is not allowed (found 0; allowed: at least 1)'],
    [{ count: 10 }, 'f:1: count: is not allowed (found 10; allowed: at most 9)'],
    [{ count: 1.5 }, 'f:1: count: is not allowed (found 1.5; allowed: a whole number)'],
    [{ count: Number.NaN }, 'f:1: count: is not allowed (found NaN; allowed: a value of type number)'],
    [{ cpu: 2 }, 'f:1: cpu: is not allowed (found 2; allowed: CPU such as 500m)'],
    [{ flag: 'no' }, 'f:1: flag: is not allowed (found "no"; allowed: a value of type boolean)'],
    [{ list: [] }, 'f:1: list: is not allowed (found []; allowed: at least 1)'],
    [{ list: ['a', 'b', 'c'] }, 'f:1: list: is not allowed (found ["a","b","c"]; allowed: at most 2)'],
    [{ list: ['a', null] }, 'f:2: list[1]: is not allowed (found null; allowed: a value of type string)'],
    [{ word: 'three' }, 'f:1: word: is not allowed (found "three"; allowed: one, two)'],
    [{ even: 3 }, 'f:1: even: is odd (found 3; allowed: an even number)'],
    [{ plain: 'bad' }, 'f:1: plain: is bad (found "bad")'],
    [{ names: { A1: {} } }, 'f:2: names.A1: is not allowed as a key (found "A1"; allowed: a name of a–z)'],
    [{ deep: {} }, 'f:2: deep.b: is missing (allowed: a value of type string)'],
    [{ deep: { b: 'x', c: 1 } }, 'f:2: deep.c: no such field (allowed: a, b)'],
    [{ names: { a: { c: 1 } } }, 'f:3: names.a.c: no such field (allowed: none)'],
    [[], 'f:0: is not allowed (found []; allowed: a value of type object)'],
  ])('%j', (value, line) => {
    expect(lines(value)).toEqual([line]);
  });

  it('the same of one value only once', () => {
    const { error } = z
      .string()
      .min(3, 'a name')
      .regex(/^[a-z]+$/, 'a name')
      .safeParse('1');
    expect(error?.issues).toHaveLength(2);
    expect(
      schemaProblems(
        'f',
        error?.issues ?? [],
        '1',
        () => 1,
        () => [],
      ),
    ).toEqual([
      { file: 'f', line: 1, field: '', message: 'is not allowed', found: '"1"', allowed: 'a name' },
    ]);
  });

  it('unknown fields one by one, with what is wrong beside them', () => {
    expect(lines({ deep: { b: 'x', y: 1, z: 2 }, word: 1 })).toEqual([
      'f:1: word: is not allowed (found 1; allowed: one, two)',
      'f:2: deep.y: no such field (allowed: a, b)',
      'f:2: deep.z: no such field (allowed: a, b)',
    ]);
  });
});
