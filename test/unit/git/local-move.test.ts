import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { localRepository } from '../../../src/git/local.ts';
import { type LocalBranch, moveBranch } from '../../../src/git/local-write.ts';
import { gitIn } from '../../../src/git/program.ts';
import { commitOn } from '../../fixtures/git-lines.ts';
import { gitAt, localGround, removeLocalGrounds } from '../../fixtures/git-local-ground.ts';

afterAll(removeLocalGrounds);

/** A line of three commits, and one beside it. */
async function line() {
  const { dir, head } = await localGround(new Map([['a', 'a']]));
  const child = (parent: string, message: string) =>
    gitAt(
      dir,
      '-c',
      'user.name=Eve',
      '-c',
      'user.email=eve@example.org',
      'commit-tree',
      '-p',
      parent,
      '-m',
      message,
      `${head}^{tree}`,
    ).trim();
  const own = child(head, 'own');
  const branch: LocalBranch = { git: gitIn(dir), dir, ref: 'refs/heads/main', patience: 100 };
  return { dir, head, own, after: child(own, 'after'), beside: child(head, 'beside'), branch };
}

describe('after a failure to move the branch', () => {
  it('knows its own commit as the head, and below the head', async () => {
    const { dir, head, own, after, branch } = await line();
    for (const now of [own, after]) {
      gitAt(dir, 'update-ref', 'refs/heads/main', now);
      expect(await moveBranch(branch, own, head)).toEqual({ kind: 'committed', commit: own });
    }
  });

  it('says that the branch has moved when its commit is not below the head', async () => {
    const { dir, head, own, beside, branch } = await line();
    gitAt(dir, 'update-ref', 'refs/heads/main', beside);
    expect(await moveBranch(branch, own, head)).toEqual({ kind: 'moved' });
  });

  it('says that the branch has moved when it is gone', async () => {
    const { dir, head, own, branch } = await line();
    gitAt(dir, 'update-ref', '-d', 'refs/heads/main');
    expect(await moveBranch(branch, own, head)).toEqual({ kind: 'moved' });
  });
});

describe('a parent that is lost', () => {
  const LOST = '1'.repeat(40);

  it('means that the branch has moved, while it stands elsewhere', async () => {
    const { open } = await localGround(new Map([['a', 'a']]));
    expect(await commitOn(open(), LOST, { write: { a: 'b' } })).toEqual({ kind: 'moved' });
  });

  it('is unavailable when the branch itself names it', async () => {
    const { dir } = await localGround(new Map([['a', 'a']]));
    const repository = localRepository({ dir, branch: 'main' });
    await repository.head();
    writeFileSync(`${dir}/refs/heads/main`, `${LOST}\n`);
    rmSync(`${dir}/packed-refs`, { force: true });
    expect(await commitOn(repository, LOST, { write: { a: 'b' } })).toMatchObject({ kind: 'unavailable' });
  });
});
