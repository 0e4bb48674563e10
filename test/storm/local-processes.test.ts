import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { committed, everything, headOf, messagesOf } from '../fixtures/git-contract.ts';
import { commitOn, numbers } from '../fixtures/git-lines.ts';
import { gitAt, localGround, removeLocalGrounds } from '../fixtures/git-local-ground.ts';

afterAll(removeLocalGrounds);

const WRITER = join(import.meta.dirname, '../fixtures/git-writer.ts');

const writer = (dir: string, name: string, count: number): ChildProcess =>
  spawn(process.execPath, [WRITER, dir, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });

/** Makes locks look old. */
function ageLocks(dir: string): void {
  const files = readdirSync(join(dir, 'refs'), { recursive: true, encoding: 'utf8' });
  const locks = [...files.map((file) => `refs/${file}`), ...readdirSync(dir)].filter((file) =>
    file.endsWith('.lock'),
  );
  for (const lock of locks) utimesSync(join(dir, lock), 1, 1);
}

/** Checks that each commit has one parent, and that the repository is intact. */
function expectStraightAndSound(dir: string): void {
  expect(gitAt(dir, 'rev-list', '--min-parents=2', 'main')).toBe('');
  expect(gitAt(dir, 'fsck', '--full', '--strict', '--no-dangling')).toBe('');
}

describe('a local repository: processes', () => {
  it('keeps the history linear with every commit once when four processes commit', {
    timeout: 60_000,
  }, async () => {
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

  it('loses no acknowledged commit, repeats none and stays intact when killed', {
    timeout: 60_000,
  }, async () => {
    const { dir, open } = await localGround(new Map([['log', '']]));
    const told: string[] = [];
    for (const round of numbers(6)) {
      const child = writer(dir, `w${round}`, 100);
      child.stdout?.setEncoding('utf8').on('data', (text: string) => told.push(...text.trim().split('\n')));
      await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit')]);
      await sleep(Math.random() * 60);
      // Every second time with its Git process, as when a container is killed.
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
