import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalRepository, localRepository } from '../../../src/git/local.ts';
import { committed, describeContract, everything, headOf, messagesOf } from '../../fixtures/git-contract.ts';
import { commitOn, numbers } from '../../fixtures/git-lines.ts';
import { gitAt, localGround, removeLocalGrounds } from '../../fixtures/git-local-ground.ts';

afterAll(removeLocalGrounds);

describeContract(localGround);

const WRITER = join(import.meta.dirname, '../../fixtures/git-writer.ts');

const writer = (dir: string, name: string, count: number): ChildProcess =>
  spawn(process.execPath, [WRITER, dir, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });

/** Makes what was locked look as if it had been locked long ago. */
function ageLocks(dir: string): void {
  const files = readdirSync(join(dir, 'refs'), { recursive: true, encoding: 'utf8' });
  const locks = [...files.map((file) => `refs/${file}`), ...readdirSync(dir)].filter((file) =>
    file.endsWith('.lock'),
  );
  for (const lock of locks) utimesSync(join(dir, lock), 1, 1);
}

/** One parent each, nothing broken. */
function expectStraightAndSound(dir: string): void {
  expect(gitAt(dir, 'rev-list', '--min-parents=2', 'main')).toBe('');
  expect(gitAt(dir, 'fsck', '--full', '--strict', '--no-dangling')).toBe('');
}

describe.concurrent('processes', () => {
  it('lets four commit at once: a straight line, every commit once', { timeout: 60_000 }, async () => {
    const { dir, open } = await localGround(new Map([['log', '']]));
    const names = ['a', 'b', 'c', 'd'];
    const codes = await Promise.all(
      names.map(async (name) => (await once(writer(dir, name, 25), 'exit'))[0]),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    const messages = (await messagesOf(open(), 'log')).filter((message) => message !== 'first');
    expect(messages.toSorted()).toEqual(names.flatMap((name) => numbers(25).map((i) => `${name} ${i}`)));
    expect((await everything(open()))['log']).toBe(
      messages
        .toReversed()
        .map((message) => `${message}\n`)
        .join(''),
    );
    expectStraightAndSound(dir);
  });

  it('loses nothing that was told, repeats nothing and stays sound when killed', {
    timeout: 60_000,
  }, async () => {
    const { dir, open } = await localGround(new Map([['log', '']]));
    const told: string[] = [];
    for (const round of numbers(6)) {
      const child = writer(dir, `w${round}`, 100);
      child.stdout?.setEncoding('utf8').on('data', (text: string) => told.push(...text.trim().split('\n')));
      await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit')]);
      await sleep(Math.random() * 60);
      // Every other time with the Git it has just started, as when a container is killed.
      const isWhole = round % 2 === 1;
      process.kill((isWhole ? -1 : 1) * (child.pid as number), 'SIGKILL');
      await once(child, 'close');
      if (isWhole) ageLocks(dir);
    }
    const messages = await messagesOf(open(), 'log');
    expect(messages).toEqual(expect.arrayContaining(told));
    expect(new Set(messages).size).toBe(messages.length);
    expect(gitAt(dir, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    committed(await commitOn(open(), await headOf(open()), { write: { after: 'x' } }));
    expectStraightAndSound(dir);
  });
});

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
    await expect(createLocalRepository(dir, new Map(), 'x')).rejects.toThrow('is there already');
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
