import { expect, it } from 'vitest';
import { z } from 'zod';
import { schemaKeys } from '../../../src/records/schema-keys.ts';
import type { Path } from '../../../src/yaml/read.ts';

const schema = z.strictObject({
  b: z.strictObject({ y: z.string(), x: z.string() }).optional(),
  a: z.array(z.strictObject({ k: z.string() })).default([]),
  r: z.record(z.string(), z.strictObject({ v: z.string() }).prefault({ v: '' })),
  e: z.partialRecord(z.enum(['two', 'one']), z.strictObject({ w: z.string() }).nullable()).default({}),
});

it.each<[Path, string[]]>([
  [[], ['a', 'b', 'e', 'r']],
  [['b'], ['x', 'y']],
  [['a', 0], ['k']],
  [['a'], []],
  [['r'], []],
  [['r', 'any'], ['v']],
  [['e'], ['one', 'two']],
  [['e', 'one'], ['w']],
  [['b', 'x'], []],
  [['nowhere'], []],
  [['nowhere', 'below', 0], []],
  [['constructor'], []],
])('knows the keys at %j', (path, keys) => {
  expect(schemaKeys(schema, path)).toEqual(keys);
});
