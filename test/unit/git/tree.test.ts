import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editTree, FOLDER, type TreeEntry } from '../../../src/git/tree.ts';

type Entries = ReadonlyMap<string, TreeEntry>;

const file = (digit: string): TreeEntry => ({ mode: '100644', object: digit.repeat(40) });
const folder = (digit: string): TreeEntry => ({ mode: FOLDER, object: digit.repeat(40) });

/** Names with their modes as they stand in a tree. */
function namesIn(tree: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at < tree.length; ) {
    const end = tree.indexOf(0, at);
    names.push(tree.toString('utf8', at, end));
    at = end + 21;
  }
  return names;
}

/** A tree as Git would write it. */
function treeOf(entries: Entries): Buffer {
  const key = ([name, { mode }]: [string, TreeEntry]) => Buffer.from(mode === FOLDER ? `${name}/` : name);
  const sorted = [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
  return Buffer.concat(
    sorted.flatMap(([name, { mode, object }]) => [
      Buffer.from(`${mode} ${name}\0`),
      Buffer.from(object, 'hex'),
    ]),
  );
}

describe('a tree that is edited', () => {
  it('sorts a folder as if its name ended with a slash, a file as it is called', () => {
    const names = ['a', 'a-b', 'a.b', 'a0'].map((name) => [name, file('1')] as const);
    expect(namesIn(editTree(Buffer.alloc(0), new Map(names)))).toEqual([
      '100644 a',
      '100644 a-b',
      '100644 a.b',
      '100644 a0',
    ]);
    const tree = editTree(treeOf(new Map(names)), new Map([['a', folder('2')]]));
    expect(namesIn(tree)).toEqual(['100644 a-b', '100644 a.b', '40000 a', '100644 a0']);
    expect(namesIn(editTree(tree, new Map([['a', file('3')]])))).toEqual([
      '100644 a',
      '100644 a-b',
      '100644 a.b',
      '100644 a0',
    ]);
  });

  it('lets a file take a folder’s place beside another that comes', () => {
    const tree = treeOf(
      new Map([
        ['a', folder('1')],
        ['k', file('2')],
      ]),
    );
    const edits = new Map([
      ['a-b', file('3')],
      ['a', file('4')],
    ]);
    expect(namesIn(editTree(tree, edits))).toEqual(['100644 a', '100644 a-b', '100644 k']);
  });

  it('finds no name in the bytes of an id', () => {
    const id = Buffer.from('100644 evil.yaml\0abc').toString('hex');
    const tree = treeOf(new Map([['a', { mode: '100644', object: id }]]));
    expect(editTree(tree, new Map([['evil.yaml', undefined]])).equals(tree)).toBe(true);
  });

  const name = fc.oneof(
    fc.constantFrom('a', 'a', 'b', 'a-', 'a.', 'a0', 'ab', 'a b', 'é', '𝒳', 'A', '~'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }).filter((text) => !/[/\0]/.test(text)),
  );
  const entry = fc
    .tuple(fc.constantFrom('100644', '100755', '120000', FOLDER), fc.stringMatching(/^[0-9a-f]{40}$/))
    .map(([mode, object]): TreeEntry => ({ mode, object }));

  it('is the tree of what it should hold, whatever came, went and changed its kind', () => {
    const entries = fc.array(fc.tuple(name, entry)).map((pairs) => new Map(pairs));
    const edits = fc
      .array(fc.tuple(name, fc.option(entry, { nil: undefined })))
      .map((pairs) => new Map(pairs));
    fc.assert(
      fc.property(entries, edits, (before, edits) => {
        const after = new Map<string, TreeEntry>(before);
        for (const [name, value] of edits) {
          if (value === undefined) after.delete(name);
          else after.set(name, value);
        }
        expect(editTree(treeOf(before), edits).toString('hex')).toBe(treeOf(after).toString('hex'));
      }),
      { numRuns: 3000 },
    );
  });
});
