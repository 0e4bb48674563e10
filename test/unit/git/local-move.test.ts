import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { localRepository } from '../../../src/git/local.ts';
import { commitImport } from '../../../src/git/local-import.ts';
import { type LocalBranch, moveBranch } from '../../../src/git/local-write.ts';
import { type Answer, gitInRepository } from '../../../src/git/run-git.ts';
import { commitOn } from '../../fixtures/git-lines.ts';
import { gitAt, localGround, removeLocalGrounds } from '../../fixtures/git-local-ground.ts';

afterAll(removeLocalGrounds);

/** A line of three commits, and one beside it. */
async function line() {
  const { dir, head, open } = await localGround(new Map([['a', 'a']]));
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
  const branch: LocalBranch = { git: gitInRepository(dir), dir, ref: 'refs/heads/main', patience: 100 };
  return { dir, head, open, own, after: child(own, 'after'), beside: child(head, 'beside'), branch };
}

/** An import whose end nobody saw: killed, or its answer was lost. */
const lost = (commit: string) => async (): Promise<Answer> => ({
  code: null,
  stdout: Buffer.from(`${commit}\n`),
  stderr: '',
});

describe('after an import that failed', () => {
  it('finds its own commit as the head, and below the head', async () => {
    const { dir, head, own, after, branch } = await line();
    for (const now of [own, after]) {
      gitAt(dir, 'update-ref', 'refs/heads/main', now);
      expect(await moveBranch(branch, lost(own), head)).toEqual({ kind: 'committed', commit: own });
    }
  });

  it('says that the branch has moved when its commit is not below the head', async () => {
    const { dir, head, own, beside, branch } = await line();
    gitAt(dir, 'update-ref', 'refs/heads/main', beside);
    for (const commit of [own, ''])
      expect(await moveBranch(branch, lost(commit), head)).toEqual({ kind: 'moved' });
  });

  it('says that the branch has moved when it is gone', async () => {
    const { dir, head, own, branch } = await line();
    gitAt(dir, 'update-ref', '-d', 'refs/heads/main');
    expect(await moveBranch(branch, lost(own), head)).toEqual({ kind: 'moved' });
  });

  it('is unavailable while the branch is where it was', async () => {
    const { head, own, branch } = await line();
    expect(await moveBranch(branch, lost(own), head)).toMatchObject({ kind: 'unavailable' });
  });
});

describe('a branch that moves while an import runs', () => {
  const change = { changes: { additions: new Map([['a', 'b']]), deletions: [] }, message: 'late' };

  it('keeps another’s commit', async () => {
    const { dir, head, beside, branch } = await line();
    const runImport = commitImport(branch.git, branch.ref, { parent: head, ...change });
    gitAt(dir, 'update-ref', 'refs/heads/main', beside);
    expect(await moveBranch(branch, runImport, head)).toEqual({ kind: 'moved' });
    expect(gitAt(dir, 'rev-parse', 'main')).toBe(beside);
  });

  it('gets the same commit from each run', async () => {
    const { dir, head, branch } = await line();
    const runImport = commitImport(branch.git, branch.ref, { parent: head, ...change });
    const first = await moveBranch(branch, runImport, head);
    gitAt(dir, 'update-ref', 'refs/heads/main', head);
    expect(await moveBranch(branch, runImport, head)).toEqual(first);
  });
});

describe('a branch that was set back', () => {
  it('stays there when the commit’s parent is ahead of it', async () => {
    const { dir, head, own, after, open } = await line();
    for (const parent of [own, after])
      expect(await commitOn(open(), parent, { write: { a: 'b' } })).toEqual({ kind: 'moved' });
    expect(gitAt(dir, 'rev-parse', 'main')).toBe(head);
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
