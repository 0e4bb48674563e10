import { expect, it } from 'vitest';
import { z } from 'zod';
import { schemaKeys } from '../../../src/records/schema-keys.ts';

const schema = z.strictObject({
  b: z.strictObject({ y: z.string(), x: z.string() }).optional(),
  a: z.array(z.strictObject({ k: z.string() })).default([]),
  r: z.record(z.string(), z.strictObject({ v: z.string() }).prefault({ v: '' })),
});

it.each([
  [[], ['a', 'b', 'r']],
  [['b'], ['x', 'y']],
  [['a', 0], ['k']],
  [['r', 'any'], ['v']],
  [['b', 'x'], []],
  [['nowhere'], []],
])('knows the keys at %j', (path, keys) => {
  expect(schemaKeys(schema, path)).toEqual(keys);
});
