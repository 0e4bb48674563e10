import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Repository } from '../../../src/git/port.ts';
import type { Fault, SeenRequest } from '../../fixtures/fault-proxy.ts';
import { committed, everything, headOf } from '../../fixtures/git-contract.ts';
import { FAST, type GitHubGround, type GitHubWorld, startGitHub } from '../../fixtures/git-github-ground.ts';
import { addLine, commitOn, numbers, writeMany } from '../../fixtures/git-lines.ts';

let world: GitHubWorld;
beforeAll(async () => {
  world = await startGitHub();
});
afterAll(() => world.stop());

/** The steps of a write, as requests. */
const STEPS = {
  tree: 'POST git/trees',
  commit: 'POST git/commits',
  ref: 'PATCH git/refs/heads/main',
} as const;
type Step = keyof typeof STEPS;

const isStep = (step: Step, { method, path }: SeenRequest): boolean =>
  `${method} ${path.split('/').slice(4).join('/')}`.startsWith(STEPS[step]);
const isReading = ({ method }: SeenRequest): boolean => method === 'GET';

/** The fault for the first so many requests that are meant. */
function faultFor(isMeant: (seen: SeenRequest) => boolean, fault: Fault, times = 1) {
  let left = times;
  return (seen: SeenRequest): Fault | undefined => (isMeant(seen) && left-- > 0 ? fault : undefined);
}

const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
const status = (code: number, headers: Record<string, string> = {}, message = 'words'): Fault => ({
  kind: 'status',
  status: code,
  headers,
  message,
});

/** What passes by itself: the commit is made all the same. */
const PASSING: Readonly<Record<string, Fault>> = {
  'a lost answer': { kind: 'lost-answer' },
  'half an answer': { kind: 'half-answer' },
  'a connection reset': { kind: 'reset' },
  'an answer that comes too late': { kind: 'slow', delay: 450 },
  'a request that arrives late': { kind: 'late', delay: 30 },
  'an answer of 500': status(500),
  'an answer of 502 in HTML': { kind: 'status', status: 502, body: '<html>Unicorn!</html>' },
  'an answer of 200 in HTML': { kind: 'status', status: 200, body: '<html>Captive portal</html>' },
  'an answer of 503 with retry-after': status(503, { 'retry-after': '1' }),
  'a refusal for no reason': status(422, {}, 'Validation Failed'),
  'a short secondary limit of 403': status(403, { 'retry-after': '1' }, SECONDARY),
  'a short secondary limit of 429': status(429, { 'retry-after': '2' }, SECONDARY),
};

/** What does not: the caller is told, and when to come again. */
const LASTING: Readonly<Record<string, readonly [Fault, number | undefined]>> = {
  'a long secondary limit': [status(403, { 'retry-after': '120' }, SECONDARY), 120],
  'a secondary limit of unknown length': [status(403, {}, SECONDARY), 60],
  'a 429 with retry-after': [status(429, { 'retry-after': '33' }), 33],
  'a 429 without': [status(429), 60],
  'a 403 with retry-after': [status(403, { 'retry-after': '7' }), 7],
  'a 403 without': [status(403, {}, 'Resource not accessible by integration'), undefined],
  'a token that is not taken any more': [status(401, {}, 'Bad credentials'), undefined],
};

const STEP_NAMES = Object.keys(STEPS) as Step[];
const each = <Value>(cases: Readonly<Record<string, Value>>) =>
  STEP_NAMES.flatMap((step) => Object.entries(cases).map(([name, value]) => [step, name, value] as const));

const START = new Map([['log', '']]);
const QUICK = { timing: { ...FAST, requestTimeout: 300 } };

/** What the branch holds: the messages above the first commit, oldest first; each has one parent. */
async function held(ground: GitHubGround): Promise<string[]> {
  const log = await ground.log();
  expect(log.map(({ parents }) => parents)).toEqual([...Array(log.length - 1).fill(1), 0]);
  return log
    .map(({ message }) => message)
    .toReversed()
    .slice(1);
}

async function opened(ground: GitHubGround, options = {}): Promise<Repository> {
  const repository = ground.open({ ...QUICK, ...options });
  await repository.head();
  return repository;
}

describe.concurrent('one fault at one step', () => {
  it.each(each(PASSING))('%s: %s', async (step, _name, fault) => {
    const ground = await world.ground(START);
    const repository = await opened(ground);
    ground.plan(faultFor((seen) => isStep(step, seen), fault));
    const result = await commitOn(repository, ground.head, { write: { log: 'x' }, message: 'x' });
    expect((await ground.log())[0]?.sha).toBe(committed(result));
    await sleep(fault.kind === 'late' ? 60 : 0);
    expect(await held(ground)).toEqual(['x']);
  });

  it.each(each(LASTING))('%s: %s', async (step, _name, [fault, seconds]) => {
    const ground = await world.ground(START);
    const repository = await opened(ground);
    ground.plan(faultFor((seen) => isStep(step, seen), fault));
    const result = await commitOn(repository, ground.head, { write: { log: 'x' }, message: 'x' });
    expect(result).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringMatching(/^GitHub answered 4/),
    });
    expect(result).toHaveProperty(
      ...((seconds === undefined ? ['kind'] : ['retryAfterSeconds', seconds]) as [string]),
    );
    expect(await held(ground)).toEqual([]);
    committed(await commitOn(repository, ground.head, { write: { log: 'x' }, message: 'y' }));
    expect(await held(ground)).toEqual(['y']);
  });

  it('tells when the hour’s requests are used up', async () => {
    const ground = await world.ground(START);
    const repository = await opened(ground);
    const reset = String(Math.ceil(Date.now() / 1000) + 1000);
    const limit = status(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset });
    ground.plan(faultFor(isReading, limit));
    const result = await repository.head();
    expect(result).toMatchObject({ kind: 'unavailable', retryAfterSeconds: expect.closeTo(1001, -1) });
  });
});

describe.concurrent('a fault that stays', () => {
  const always = Number.POSITIVE_INFINITY;
  const SHORT = { timing: { ...FAST, requestTimeout: 150, patience: 300 } };
  const staying = {
    'a connection reset': PASSING['a connection reset'],
    'an answer of 502': status(502),
    'a refusal': status(422),
  };

  it.each(each(staying as Readonly<Record<string, Fault>>))('%s: %s', async (step, _name, fault) => {
    const ground = await world.ground(START);
    const repository = await opened(ground, SHORT);
    ground.plan(faultFor((seen) => isStep(step, seen), fault, always));
    const result = await commitOn(repository, ground.head, { write: { log: 'x' }, message: 'x' });
    expect(result).toMatchObject({ kind: 'unavailable' });
    expect(await held(ground)).toEqual([]);
  });

  it('finds out that the branch moved though no move was ever answered', async () => {
    const ground = await world.ground(START);
    const repository = await opened(ground, SHORT);
    ground.plan(faultFor((seen) => isStep('ref', seen), { kind: 'lost-answer' }, always));
    committed(await commitOn(repository, ground.head, { write: { log: 'x' }, message: 'x' }));
    expect(await held(ground)).toEqual(['x']);
  });

  it('looks at the branch until it can see it', async () => {
    const ground = await world.ground(START);
    const repository = await opened(ground);
    const isLost = faultFor((seen) => isStep('ref', seen), { kind: 'lost-answer' });
    const isBlind = faultFor((seen) => isReading(seen) && seen.path.includes('/git/ref/'), status(502), 7);
    ground.plan((seen) => isLost(seen) ?? isBlind(seen));
    committed(await commitOn(repository, ground.head, { write: { log: 'x' }, message: 'x' }));
    expect(await held(ground)).toEqual(['x']);
  });

  it('is unavailable when nothing can be seen, and the decision repeated is not done twice', async () => {
    const ground = await world.ground(START);
    const repository = await opened(ground, SHORT);
    ground.plan((seen) => {
      if (isStep('ref', seen)) return { kind: 'lost-answer' };
      return isReading(seen) && seen.path.includes('/git/ref/') ? { kind: 'reset' } : undefined;
    });
    const result = await commitOn(repository, ground.head, { write: { log: 'x\n' }, message: 'x' });
    expect(result).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('no answer') });
    ground.plan(() => undefined);
    expect(await commitOn(repository, ground.head, { write: { log: 'x\n' }, message: 'other' })).toEqual({
      kind: 'moved',
    });
    expect(await addLine(repository, 'x')).toBe(true);
    expect(await held(ground)).toEqual(['x']);
  });

  it('lets a move that arrives very late fail once the decision was made again', async () => {
    const ground = await world.ground(START);
    const hasty = await opened(ground, { timing: { ...FAST, requestTimeout: 500, patience: 0 } });
    ground.plan(faultFor((seen) => isStep('ref', seen), { kind: 'late', delay: 2500 }));
    const late = await commitOn(hasty, ground.head, { write: { log: 'late' }, message: 'late' });
    expect(late).toMatchObject({ kind: 'unavailable' });
    committed(await commitOn(hasty, ground.head, { write: { log: 'again' }, message: 'again' }));
    await sleep(2600);
    expect(await held(ground)).toEqual(['again']);
  });
});

describe.concurrent('others in between', () => {
  it('knows its commit again below another’s', async () => {
    const ground = await world.ground(START);
    const [mine, theirs] = [await opened(ground), await opened(ground)];
    const isLost = faultFor((seen) => isStep('ref', seen), { kind: 'lost-answer' });
    let isOvertaken = false;
    ground.plan(async (seen) => {
      if (isStep('ref', seen)) return isLost(seen);
      if (isReading(seen) && seen.path.includes('/git/ref/') && !isOvertaken) {
        isOvertaken = true;
        committed(await commitOn(theirs, await headOf(theirs), { write: { other: 'x' }, message: 'theirs' }));
      }
      return undefined;
    });
    committed(await commitOn(mine, ground.head, { write: { log: 'x' }, message: 'mine' }));
    expect(await held(ground)).toEqual(['mine', 'theirs']);
  });

  it.each(['lost-answer', 'reset', 'half-answer'] as const)(
    'says moved when a %s hides the refusal',
    async (kind) => {
      const ground = await world.ground(START);
      const [mine, theirs] = [await opened(ground), await opened(ground)];
      committed(await commitOn(theirs, ground.head, { write: { other: 'x' }, message: 'theirs' }));
      ground.plan(faultFor((seen) => isStep('ref', seen), { kind }));
      expect(await commitOn(mine, ground.head, { write: { log: 'x' }, message: 'mine' })).toEqual({
        kind: 'moved',
      });
      expect(await held(ground)).toEqual(['theirs']);
    },
  );

  it('is not misled by a part of GitHub that is behind', async () => {
    const ground = await world.ground(START);
    const repository = await opened(ground);
    const second = committed(
      await commitOn(repository, ground.head, { write: { log: '1' }, message: 'one' }),
    );
    const isLost = faultFor((seen) => isStep('ref', seen), { kind: 'lost-answer' });
    const change = (body: string) => body.replaceAll(/[0-9a-f]{40}/g, ground.head);
    const isStale = faultFor((seen) => isReading(seen) && seen.path.includes('/git/ref/'), {
      kind: 'changed',
      change,
    });
    ground.plan((seen) => isLost(seen) ?? isStale(seen));
    committed(await commitOn(repository, second, { write: { log: '2' }, message: 'two' }));
    expect(await held(ground)).toEqual(['one', 'two']);
  });
});

/** A small repeatable source of chance (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe.concurrent('a race through faults', () => {
  const faults = [...Object.values(PASSING), ...Object.values(LASTING).map(([fault]) => fault)];

  it.each([1, 2])('ends with every commit once, in a straight line: seed %i', async (seed) => {
    const ground = await world.ground(START);
    const writers = await Promise.all(
      ['a', 'b'].map((name) => opened(ground).then((open) => [name, open] as const)),
    );
    const next = chance(seed);
    ground.plan(() => (next() < 0.3 ? faults[Math.floor(next() * faults.length)] : undefined));
    await Promise.all(writers.map(([name, repository]) => writeMany(repository, name, 6)));
    ground.plan(() => undefined);
    const lines = await held(ground);
    expect(lines.toSorted()).toEqual(['a', 'b'].flatMap((name) => numbers(6).map((i) => `${name} ${i}`)));
    expect(await everything(ground.open())).toEqual({ log: lines.map((line) => `${line}\n`).join('') });
  });
});
