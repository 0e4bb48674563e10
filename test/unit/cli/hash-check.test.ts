import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../../../src/cache/cache.ts';
import { checkHashes, type ExpectedFiles } from '../../../src/cli/hash-check.ts';

const root = mkdtempSync(join(tmpdir(), 'verify-'));
const text = (i: number) => `number: ${i}\n`;
const all = Array.from(
  { length: 60 },
  (_, i): ExpectedFiles => [`${i}/a.yaml`, `${i}/b.yaml`].map((path) => [path, hashOf(text(i))] as const),
);
/** One that was edited, one that is gone, one that is a folder by now. */
const DAMAGED = [7, 31, 59];

beforeAll(() => {
  for (let i = 0; i < all.length; i++) {
    mkdirSync(join(root, String(i)));
    for (const name of ['a.yaml', 'b.yaml']) writeFileSync(join(root, `${i}/${name}`), text(i));
  }
  writeFileSync(join(root, '7/b.yaml'), text(8));
  rmSync(join(root, '31/a.yaml'));
  rmSync(join(root, '59/b.yaml'));
  mkdirSync(join(root, '59/b.yaml'));
});
afterAll(() => rmSync(root, { recursive: true }));

describe('files that are compared with their hashes', () => {
  it.each([
    ['on one thread', 1000],
    ['on several', 10],
  ])('%s: each group is told, in its order', async (_how, worth) => {
    const same = await checkHashes({ root, all }, { worth });
    expect(same).toHaveLength(all.length);
    expect(same.flatMap((isSame, i) => (isSame ? [] : [i]))).toEqual(DAMAGED);
  });

  it('give no results for no groups', async () => {
    expect(await checkHashes({ root, all: [] })).toEqual([]);
  });
});
