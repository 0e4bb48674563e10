import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { committed, everything, headOf } from '../../fixtures/git-contract.ts';
import { commitOn } from '../../fixtures/git-lines.ts';
import { gitAt, localGround, removeLocalGrounds } from '../../fixtures/git-local-ground.ts';

afterAll(removeLocalGrounds);

interface Change {
  readonly write: Record<string, string>;
  readonly remove: string[];
  /** By another adapter, as another process would have it: the first one's memory is then of the past. */
  readonly isOther: boolean;
}

/** Names that stand in each other's way as files and folders, and that sort differently as the one and the other. */
const PATHS = ['a', 'a/b', 'a/b/c', 'a/d', 'a.b', 'a-b', 'a.b/c', 'e/f/g/h', 'e/f', 'e'];
const change: fc.Arbitrary<Change> = fc.record({
  write: fc
    .dictionary(fc.constantFrom(...PATHS), fc.constantFrom('1', '2', ''), { maxKeys: 3 })
    .map(withoutNested),
  remove: fc.uniqueArray(fc.constantFrom(...PATHS), { maxLength: 3 }),
  isOther: fc.boolean(),
});

/** Not a file and a folder of one name in one commit. */
function withoutNested(write: Record<string, string>): Record<string, string> {
  const paths = Object.keys(write);
  return Object.fromEntries(
    Object.entries(write).filter(([path]) => !paths.some((other) => path.startsWith(`${other}/`))),
  );
}

/** What the files are afterwards; only files that are there are removed. */
function applied(files: Readonly<Record<string, string>>, { write, remove }: Change) {
  const isGone = (path: string) =>
    remove.includes(path) ||
    Object.keys(write).some((name) => path.startsWith(`${name}/`) || name.startsWith(`${path}/`));
  const kept = Object.entries(files).filter(([path]) => !isGone(path));
  return { ...Object.fromEntries(kept), ...write };
}

describe('commits of few files', () => {
  it('are what they say on top of each other’s, sound for Git', async () => {
    const property = fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 8 }), async (changes) => {
      const { dir, open } = await localGround(new Map([['keep', 'k']]));
      const own = open();
      let files: Record<string, string> = { keep: 'k' };
      for (const each of changes) {
        const remove = each.remove.filter((path) => path in files);
        const repository = each.isOther ? open() : own;
        committed(await commitOn(repository, await headOf(repository), { write: each.write, remove }));
        files = applied(files, { ...each, remove });
        expect(await everything(own)).toEqual(files);
      }
      expect(gitAt(dir, 'fsck', '--full', '--strict', '--no-dangling')).toBe('');
    });
    await fc.assert(property, { numRuns: 6 });
  });

  it('leave a file alone in whose place a removed path would be a folder', async () => {
    const { open, head } = await localGround(new Map([['a', 'a']]));
    const repository = open();
    committed(await commitOn(repository, head, { write: { b: 'b' }, remove: ['a/b'] }));
    expect(await everything(repository)).toEqual({ a: 'a', b: 'b' });
  });

  it('cannot be made where objects cannot be written, and say why', async () => {
    const { dir, open, head } = await localGround(new Map([['a', 'a']]));
    const repository = open();
    const first = committed(await commitOn(repository, head, { write: { b: 'b' } }));
    rmSync(join(dir, 'objects'), { recursive: true });
    writeFileSync(join(dir, 'objects'), '');
    expect(await commitOn(repository, first, { write: { b: 'c' } })).toEqual({
      kind: 'unavailable',
      reason: expect.stringContaining('objects cannot be written: ENOTDIR'),
    });
    expect(readFileSync(join(dir, 'refs/heads/main'), 'utf8').trim()).toBe(first);
  });

  it('leave a group what is the group’s', async () => {
    const { dir, open, head } = await localGround(new Map([['a', 'a']]));
    chmodSync(join(dir, 'objects'), 0o2775);
    const folders = () => readdirSync(join(dir, 'objects')).filter((name) => name.length === 2);
    const before = new Set(folders());
    committed(await commitOn(open(), head, { write: { b: 'b', c: 'c', d: 'd' } }));
    const made = folders().filter((name) => !before.has(name));
    expect(made.length).toBeGreaterThan(0);
    for (const name of made) expect(statSync(join(dir, 'objects', name)).mode & 0o7777, name).toBe(0o2775);
  });

  it('have the author, the time and the parent that Git’s own have', async () => {
    const { dir, open, head } = await localGround(new Map([['a', 'a']]));
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, 'x']));
    const first = committed(await commitOn(open(), head, { write: { a: 'b' } }));
    const second = committed(await commitOn(open(), first, { write: many }));
    const facts = (commit: string) =>
      gitAt(dir, 'log', '-1', '--format=%an <%ae> %cn <%ce> %ad', '--date=format:%z', commit);
    expect(facts(first)).toBe(facts(second));
    expect(gitAt(dir, 'rev-parse', `${first}^`)).toBe(head);
  });
});
