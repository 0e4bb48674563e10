import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { applyChanges, readFiles } from '../../../src/files/disk.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const changes = (additions: [string, string][], deletions: string[] = []) => ({
  additions: new Map(additions),
  deletions,
  unchanged: 0,
});

it('reads folders and single files, and leaves out what is not there', async () => {
  await applyChanges(
    root,
    changes([
      ['a/b/c.yaml', '1'],
      ['a/d.yaml', '2'],
      ['e.yaml', '3'],
      ['f.yaml', '4'],
    ]),
  );
  expect([...(await readFiles(root, ['a', 'e.yaml', 'missing', 'missing.yaml']))]).toEqual([
    ['a/b/c.yaml', '1'],
    ['a/d.yaml', '2'],
    ['e.yaml', '3'],
  ]);
});

it('removes files and the folders that become empty, and no others', async () => {
  await applyChanges(
    root,
    changes([
      ['a/b/c.yaml', '1'],
      ['a/d.yaml', '2'],
    ]),
  );
  await applyChanges(root, changes([], ['a/b/c.yaml']));
  expect(readdirSync(join(root, 'a'))).toEqual(['d.yaml']);
  await applyChanges(root, changes([], ['a/d.yaml', 'never/there.yaml']));
  expect(readdirSync(root)).toEqual([]);
});

it('leaves no half-written or temporary file behind when it fails', async () => {
  writeFileSync(join(root, 'old.yaml'), 'old');
  mkdirSync(join(root, 'taken.yaml'));
  writeFileSync(join(root, 'taken.yaml', 'inside'), 'x');
  await expect(applyChanges(root, changes([['taken.yaml', 'new']]))).rejects.toThrow();
  expect(readdirSync(root).sort()).toEqual(['old.yaml', 'taken.yaml']);
  expect(readFileSync(join(root, 'old.yaml'), 'utf8')).toBe('old');
});
