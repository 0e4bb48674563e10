import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
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
  /** Whether another adapter makes it, as another process would. */
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

describe('local commits', () => {
  it('hold what they should on top of each other, and Git finds no fault', async () => {
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
      reason: expect.stringContaining('git fast-import: fatal: '),
    });
    expect(readFileSync(join(dir, 'refs/heads/main'), 'utf8').trim()).toBe(first);
  });

  it('belong to the group in a repository that a group shares', async () => {
    const { dir, open, head } = await localGround(new Map([['a', 'a']]));
    gitAt(dir, 'config', 'core.sharedRepository', '0660');
    const packs = () => readdirSync(join(dir, 'objects/pack')).filter((name) => /\.(pack|idx)$/.test(name));
    const before = new Set(packs());
    committed(await commitOn(open(), head, { write: { b: 'b' } }));
    const made = packs().filter((name) => !before.has(name));
    expect(made).toHaveLength(2);
    for (const name of made) expect(statSync(join(dir, 'objects/pack', name)).mode & 0o777, name).toBe(0o440);
  });

  it('survive that an import was killed: its mark no longer keeps its pack after an hour', async () => {
    const { dir, open } = await localGround(new Map([['a', 'a']]));
    const mark = (name: string, text: string, isOld: boolean) => {
      const path = join(dir, 'objects/pack', `pack-${name}.keep`);
      writeFileSync(path, text);
      if (isOld) utimesSync(path, 1, 1);
    };
    mark('abandoned', 'fast-import', true);
    mark('young', 'fast-import', false);
    mark('of-a-person', 'kept by hand', true);
    await open().head();
    const left = readdirSync(join(dir, 'objects/pack')).filter((name) => name.endsWith('.keep'));
    expect(left.sort()).toEqual(['pack-of-a-person.keep', 'pack-young.keep']);
  });

  it('have an author, a time zone and their parent', async () => {
    const { dir, open, head } = await localGround(new Map([['a', 'a']]));
    const commit = committed(await commitOn(open(), head, { write: { a: 'b' } }));
    const person = 'MechanicBuddy <platform@mechanicbuddy.app>';
    expect(gitAt(dir, 'log', '-1', '--format=%an <%ae> %cn <%ce> %ad', '--date=format:%z', commit)).toBe(
      `${person} ${person} +0000`,
    );
    expect(gitAt(dir, 'rev-parse', `${commit}^`)).toBe(head);
  });
});
