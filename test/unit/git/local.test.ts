import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalRepository, localRepository } from '../../../src/git/local.ts';
import { committed, describeContract, headOf } from '../../fixtures/git-contract.ts';
import { commitOn } from '../../fixtures/git-lines.ts';
import { gitAt, localGround, removeLocalGrounds } from '../../fixtures/git-local-ground.ts';

afterAll(removeLocalGrounds);

describeContract(localGround);

describe.concurrent('locks', () => {
  const lockOf = (dir: string) => join(dir, 'refs/heads/main.lock');

  it('waits for another process and then commits', async () => {
    const { dir, open, head } = await localGround(new Map([['a', 'a']]));
    writeFileSync(lockOf(dir), '');
    const result = commitOn(open(), head, { write: { a: 'b' } });
    await sleep(1500);
    rmSync(lockOf(dir));
    committed(await result);
  });

  it('says after a while that it cannot, and has changed nothing', async () => {
    const { dir, head } = await localGround(new Map([['a', 'a']]));
    const repository = localRepository({ dir, branch: 'main', patience: 100 });
    writeFileSync(lockOf(dir), '');
    expect(await commitOn(repository, head, { write: { a: 'b' } })).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining('main.lock'),
    });
    expect(await headOf(repository)).toBe(head);
  });

  it('takes over a lock though another process was killed while it did', async () => {
    const { dir, open, head } = await localGround(new Map([['a', 'a']]));
    const claim = join(dir, 'mechanicbuddy-stale-lock');
    for (const path of [lockOf(dir), claim]) {
      writeFileSync(path, '');
      utimesSync(path, 1, 1);
    }
    committed(await commitOn(open(), head, { write: { a: 'b' } }));
    expect(readdirSync(dir).filter((name) => name.startsWith('mechanicbuddy-'))).toEqual([]);
  });

  it('leaves a living claim to its process', async () => {
    const { dir, head } = await localGround(new Map([['a', 'a']]));
    const claim = join(dir, 'mechanicbuddy-stale-lock');
    writeFileSync(claim, '');
    writeFileSync(lockOf(dir), '');
    utimesSync(lockOf(dir), 1, 1);
    const repository = localRepository({ dir, branch: 'main', patience: 200 });
    expect(await commitOn(repository, head, { write: { a: 'b' } })).toMatchObject({ kind: 'unavailable' });
    expect([existsSync(claim), existsSync(lockOf(dir))]).toEqual([true, true]);
  });

  it.each(['refs/heads/main.lock', 'HEAD.lock'])(
    'takes over %s from a process killed long ago',
    async (lock) => {
      const { dir, open, head } = await localGround(new Map([['a', 'a']]));
      writeFileSync(join(dir, lock), '');
      utimesSync(join(dir, lock), 1, 1);
      committed(await commitOn(open(), head, { write: { a: 'b' } }));
      expect(existsSync(join(dir, lock))).toBe(false);
    },
  );
});

describe.concurrent('settings that can never work', () => {
  it('names a folder that is not there, is none or is no bare repository', async () => {
    const { dir } = await localGround(new Map([['a', 'a']]));
    const at = (folder: string, branch = 'main') => localRepository({ dir: folder, branch }).head();
    await expect(at(join(dir, 'nowhere'))).rejects.toThrow('nowhere is not a Git repository');
    await expect(at(join(dir, '..'))).rejects.toThrow('make one with git init --bare');
    gitAt(dir, 'clone', '--quiet', dir, join(dir, '../work'));
    await expect(at(join(dir, '../work/.git'))).rejects.toThrow('not a bare repository');
    await expect(at(dir, 'other')).rejects.toThrow('has no branch other');
    await expect(at(dir, 'other')).rejects.toMatchObject({ name: 'GitSettingError' });
  });

  it('names a repository of SHA-256, which GitHub and Argo CD cannot read', async () => {
    const { dir } = await localGround(new Map([['a', 'a']]));
    const other = join(dir, '../sha256.git');
    execFileSync('git', ['init', '--quiet', '--bare', '--object-format=sha256', other]);
    await expect(localRepository({ dir: other, branch: 'main' }).head()).rejects.toThrow('uses SHA-256');
  });

  it('is unavailable when the repository vanishes later', async () => {
    const { dir, open, head } = await localGround(new Map([['a', 'a']]));
    const repository = open();
    await repository.head();
    rmSync(dir, { recursive: true });
    const unavailable = { kind: 'unavailable', reason: expect.stringContaining('not a git repository') };
    expect(await repository.head()).toMatchObject(unavailable);
    expect(await repository.snapshot(head, [])).toMatchObject(unavailable);
    expect(await repository.difference(head, head, [])).toMatchObject(unavailable);
    expect(await repository.history('a', 1)).toMatchObject(unavailable);
    expect(await commitOn(repository, head, {})).toMatchObject({ kind: 'unavailable' });
  });
});

describe('a new repository', () => {
  it('is not made over something', async () => {
    const { dir, head } = await localGround(new Map([['a', 'a']]));
    await expect(createLocalRepository(dir, new Map(), 'x')).rejects.toThrow('already exists');
    expect(gitAt(dir, 'rev-parse', 'main')).toBe(head);
  });

  it('is whole or not there', async () => {
    const { dir } = await localGround(new Map([['a', 'a']]));
    const folder = join(dir, '../others');
    mkdirSync(folder);
    await expect(createLocalRepository(join(folder, 'x'), new Map([['../x', '']]), 'x')).rejects.toThrow(
      'not a path',
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('can be cloned and has the branch checked out', async () => {
    const { dir } = await localGround(new Map([['a/b', 'text\n']]));
    gitAt(dir, 'clone', '--quiet', dir, join(dir, '../clone'));
    expect(existsSync(join(dir, '../clone/a/b'))).toBe(true);
  });

  it('takes no notice of what a person’s shell has set', async () => {
    const { dir, open, head } = await localGround(new Map([['a', 'a']]));
    mkdirSync(join(dir, 'hooks'), { recursive: true });
    for (const hook of ['reference-transaction', 'post-update'])
      writeFileSync(join(dir, 'hooks', hook), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const foreign = { GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/i', GIT_OBJECT_DIRECTORY: '/nowhere/o' };
    Object.assign(process.env, foreign);
    try {
      committed(await commitOn(open(), head, { write: { a: 'b' } }));
    } finally {
      for (const name of Object.keys(foreign)) delete process.env[name];
    }
  });
});
