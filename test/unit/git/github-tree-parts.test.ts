import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/git/github-tree-parts.ts';

const changes = (additions: Record<string, string>, deletions: string[] = []) => ({
  additions: new Map(Object.entries(additions)),
  deletions,
});
const paths = (parts: ReturnType<typeof partsOf>) => parts.map((part) => part.map(({ path }) => path));

describe('requests for trees', () => {
  it('writes texts and deletes without one', () => {
    expect(partsOf(changes({ a: 'A' }, ['b']))).toEqual([
      [
        { path: 'b', mode: '100644', type: 'blob', sha: null },
        { path: 'a', mode: '100644', type: 'blob', content: 'A' },
      ],
    ]);
  });

  it('are none when nothing changes', () => {
    expect(partsOf(changes({}))).toEqual([]);
  });

  it('hold 500 lines at most, and every change once', () => {
    const names = Array.from({ length: 1201 }, (_, i) => `f${i}`);
    const parts = partsOf(changes(Object.fromEntries(names.map((name) => [name, '']))));
    expect(parts.map(({ length }) => length)).toEqual([500, 500, 201]);
    expect(paths(parts).flat()).toEqual(names);
  });

  it('hold about 3 MiB at most as JSON, a larger text alone', () => {
    const mib = 2 ** 20;
    const texts = {
      a: 'x'.repeat(mib),
      b: 'ü'.repeat(mib / 2),
      c: '\0'.repeat(mib),
      d: 'y',
      e: 'z'.repeat(5 * mib),
      f: '',
    };
    expect(paths(partsOf(changes(texts)))).toEqual([['a', 'b'], ['c'], ['d'], ['e'], ['f']]);
  });

  it.each([
    [{ a: '' }, ['a/b', 'c']],
    [{ 'a/b/c': '' }, ['a', 'c']],
  ])('delete first where a file and a folder change places: %j, %j', (additions, deletions) => {
    expect(paths(partsOf(changes(additions, deletions)))).toEqual([deletions, Object.keys(additions)]);
  });
});
