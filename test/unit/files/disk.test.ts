import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyChanges, readFiles } from '../../../src/files/disk.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Every path below the root, sorted. */
const everything = () => readdirSync(root, { recursive: true }).map(String).sort();

const changes = (additions: [string, string][], deletions: string[] = []) => ({
  additions: new Map(additions),
  deletions,
  unchanged: 0,
});

it('reads folders and single files, and skips missing paths', async () => {
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

it('leaves the folder that it works in, even when it becomes empty', async () => {
  await applyChanges(root, changes([['a.yaml', '1']]));
  await applyChanges(root, changes([], ['a.yaml']));
  expect(readdirSync(root)).toEqual([]);
});

it('adds, changes and removes in one go', async () => {
  await applyChanges(
    root,
    changes([
      ['a/old.yaml', '1'],
      ['b/same.yaml', '1'],
      ['b/changed.yaml', '1'],
    ]),
  );
  await applyChanges(
    root,
    changes(
      [
        ['b/changed.yaml', '2'],
        ['c/d/new.yaml', ''],
      ],
      ['a/old.yaml'],
    ),
  );
  expect(everything()).toEqual(['b', 'b/changed.yaml', 'b/same.yaml', 'c', 'c/d', 'c/d/new.yaml']);
  expect([...(await readFiles(root, ['b', 'c']))]).toEqual([
    ['b/changed.yaml', '2'],
    ['b/same.yaml', '1'],
    ['c/d/new.yaml', ''],
  ]);
});

it('reads back what was written, whatever the text, and many files at once', async () => {
  const texts = ['', 'é 修理 🔧 \u2028\ufeff\r\n', 'x'.repeat(200_000)];
  const files = Array.from({ length: 100 }, (_, i): [string, string] => [
    `many/${i % 7}/${i}.yaml`,
    texts[i % texts.length] ?? '',
  ]);
  await applyChanges(root, changes(files));
  const read = await readFiles(root, ['many']);
  expect(read).toEqual(new Map(files));
  expect([...read.keys()]).toEqual(files.map(([path]) => path).sort());
});

it('reads a file once, although two paths name it', async () => {
  await applyChanges(root, changes([['a/b/c.yaml', '1']]));
  expect([...(await readFiles(root, ['a', 'a/b', 'a/b/c.yaml']))]).toEqual([['a/b/c.yaml', '1']]);
});

it('reads nothing from a root that does not exist', async () => {
  expect((await readFiles(join(root, 'missing'), ['a', 'b.yaml'])).size).toBe(0);
});

describe('a link', () => {
  it('to a file is read as that file', async () => {
    await applyChanges(root, changes([['elsewhere/b.yaml', 'b']]));
    mkdirSync(join(root, 'a'));
    symlinkSync(join('..', 'elsewhere', 'b.yaml'), join(root, 'a', 'link.yaml'));
    expect([...(await readFiles(root, ['a']))]).toEqual([['a/link.yaml', 'b']]);
  });

  it.each([
    ['a folder', '..', 'EISDIR'],
    ['nothing', 'nowhere', 'ENOENT'],
    ['itself', 'link', 'ELOOP'],
  ])('to %s is an error', async (_what, target, code) => {
    mkdirSync(join(root, 'a'));
    symlinkSync(target, join(root, 'a', 'link'));
    await expect(readFiles(root, ['a'])).rejects.toMatchObject({ code });
  });

  it('in a circle at the path itself is an error, not a missing file', async () => {
    symlinkSync('circle', join(root, 'circle'));
    await expect(readFiles(root, ['circle'])).rejects.toMatchObject({ code: 'ELOOP' });
  });
});

describe('when a write fails', () => {
  it('the old file stays intact, and no temporary file remains', async () => {
    // The longest name that a file can have: its temporary name is too long.
    const name = `${'x'.repeat(250)}.yaml`;
    writeFileSync(join(root, name), 'old');
    await expect(applyChanges(root, changes([[name, 'new']]))).rejects.toMatchObject({
      code: 'ENAMETOOLONG',
    });
    expect(readdirSync(root)).toEqual([name]);
    expect(readFileSync(join(root, name), 'utf8')).toBe('old');
  });

  it('at the last step, the temporary file is removed', async () => {
    writeFileSync(join(root, 'old.yaml'), 'old');
    mkdirSync(join(root, 'taken.yaml'));
    writeFileSync(join(root, 'taken.yaml', 'inside'), 'x');
    await expect(applyChanges(root, changes([['taken.yaml', 'new']]))).rejects.toThrow(
      'taken.yaml is not a regular file',
    );
    expect(everything()).toEqual(['old.yaml', 'taken.yaml', 'taken.yaml/inside']);
    expect(readFileSync(join(root, 'old.yaml'), 'utf8')).toBe('old');
  });

  it('no other write is still under way, few were begun, and nothing was removed', async () => {
    writeFileSync(join(root, 'file'), '');
    writeFileSync(join(root, 'removed.yaml'), '');
    const text = 'x'.repeat(500_000);
    const others = Array.from({ length: 200 }, (_, i): [string, string] => [`${i}.yaml`, text]);
    const failing: [string, string] = ['file/below.yaml', ''];
    await expect(applyChanges(root, changes([failing, ...others], ['removed.yaml']))).rejects.toThrow(
      'file is not a folder',
    );
    const left = everything();
    await new Promise((done) => setTimeout(done, 100));
    expect(everything()).toEqual(left);
    expect(left.filter((path) => path.endsWith('.tmp'))).toEqual([]);
    expect(left).toEqual(expect.arrayContaining(['file', 'removed.yaml']));
    expect(left.length).toBeLessThan(others.length);
    for (const path of left.filter((path) => /^\d/.test(path)))
      expect(readFileSync(join(root, path), 'utf8').length).toBe(text.length);
  });
});

describe('a link', () => {
  it('is neither overwritten, followed nor removed', async () => {
    mkdirSync(join(root, 'real'));
    writeFileSync(join(root, 'real/target.yaml'), 'kept');
    symlinkSync('real/target.yaml', join(root, 'link.yaml'));
    symlinkSync('real', join(root, 'folder'));
    for (const [put, deletions] of [
      [['link.yaml', 'new'], []],
      [['folder/target.yaml', 'new'], []],
      [['folder/new.yaml', 'new'], []],
      [['other.yaml', 'new'], ['link.yaml']],
      [['other.yaml', 'new'], ['folder/target.yaml']],
    ] as [[string, string], string[]][]) {
      await expect(applyChanges(root, changes([put], deletions))).rejects.toThrow('nothing was written');
      expect(readdirSync(root).sort()).toEqual(['folder', 'link.yaml', 'real']);
      expect(readdirSync(join(root, 'real'))).toEqual(['target.yaml']);
      expect(readFileSync(join(root, 'real/target.yaml'), 'utf8')).toBe('kept');
    }
  });
});
