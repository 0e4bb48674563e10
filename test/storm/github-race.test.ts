import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everything } from '../fixtures/git-contract.ts';
import { type GitHubWorld, startGitHub } from '../fixtures/git-github-ground.ts';
import { numbers, writeMany } from '../fixtures/git-lines.ts';
import { held, LASTING, opened, PASSING, START } from '../fixtures/github-faults.ts';
import { chance } from './chance.ts';

let world: GitHubWorld;
beforeAll(async () => {
  world = await startGitHub();
});
afterAll(() => world.stop());

describe('GitHub’s API: a race through faults', () => {
  const faults = [...Object.values(PASSING), ...Object.values(LASTING).map(([fault]) => fault)];

  it.each([1, 2])('ends with a linear history and every commit once: seed %i', async (seed) => {
    const ground = await world.ground(START);
    const writers = await Promise.all(
      ['a', 'b'].map((name) => opened(ground).then((open) => [name, open] as const)),
    );
    const random = chance(seed);
    ground.plan(() => (random.next() < 0.3 ? random.pick(faults) : undefined));
    await Promise.all(writers.map(([name, repository]) => writeMany(repository, name, 6)));
    ground.plan(() => undefined);
    const lines = await held(ground);
    expect(lines.toSorted()).toEqual(['a', 'b'].flatMap((name) => numbers(6).map((i) => `${name} ${i}`)));
    expect(await everything(ground.open())).toEqual({ log: lines.map((line) => `${line}\n`).join('') });
  });
});
