import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFiles } from '../../../src/files/file-set.ts';

it('lists what to write and remove, in the order of paths', () => {
  const present = new Map([
    ['same', '1'],
    ['old', '1'],
    ['z', '1'],
    ['changed', '1'],
  ]);
  const wanted = new Map([
    ['new', '1'],
    ['changed', '2'],
    ['same', '1'],
  ]);
  const { additions, deletions, unchanged } = compareFiles(present, wanted);
  expect([...additions]).toEqual([
    ['changed', '2'],
    ['new', '1'],
  ]);
  expect([deletions, unchanged]).toEqual([['old', 'z'], 1]);
});

it('changes nothing if nothing differs', () => {
  const files = new Map([['a', '1']]);
  expect(compareFiles(files, new Map(files))).toEqual({ additions: new Map(), deletions: [], unchanged: 1 });
  expect(compareFiles(new Map(), new Map())).toEqual({ additions: new Map(), deletions: [], unchanged: 0 });
});

it('writes a file that is empty, and changes one that becomes empty', () => {
  const { additions } = compareFiles(new Map([['b', '1']]), new Map(['b', 'a'].map((path) => [path, ''])));
  expect([...additions]).toEqual([
    ['a', ''],
    ['b', ''],
  ]);
});

describe('any two sets', () => {
  const files = fc
    .dictionary(
      fc.constantFrom('a', 'b', 'a/b', 'a/c', 'A', 'é', '__proto__', 'z/y/x'),
      fc.constantFrom('', '1', '2'),
    )
    .map((entries) => new Map(Object.entries(entries)));

  it('become equal by the changes, and no change is superfluous', () => {
    fc.assert(
      fc.property(files, files, (present, wanted) => {
        const { additions, deletions, unchanged } = compareFiles(present, wanted);
        const after = new Map([...present, ...additions]);
        for (const path of deletions) expect(after.delete(path)).toBe(true);
        expect(after).toEqual(wanted);
        for (const [path, content] of additions) expect(present.get(path)).not.toBe(content);
        expect(additions.size + unchanged).toBe(wanted.size);
      }),
    );
  });

  it('give sorted paths and stay as they are', () => {
    fc.assert(
      fc.property(files, files, (present, wanted) => {
        const copies = [new Map(present), new Map(wanted)];
        const { additions, deletions } = compareFiles(present, wanted);
        expect([...additions.keys()]).toEqual([...additions.keys()].sort());
        expect(deletions).toEqual([...deletions].sort());
        expect([present, wanted]).toEqual(copies);
      }),
    );
  });
});
