import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault, SeenRequest } from '../../fixtures/fault-proxy.ts';
import { committed, headOf } from '../../fixtures/git-contract.ts';
import { FAST, type GitHubGround, type GitHubWorld, startGitHub } from '../../fixtures/git-github-ground.ts';
import { addLine, commitOn } from '../../fixtures/git-lines.ts';
import { held, LASTING, opened, PASSING, START, status } from '../../fixtures/github-faults.ts';

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

const STEP_NAMES = Object.keys(STEPS) as Step[];
const each = <Value>(cases: Readonly<Record<string, Value>>) =>
  STEP_NAMES.flatMap((step) => Object.entries(cases).map(([name, value]) => [step, name, value] as const));

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
    // The other commit happens within one of its reads, which must not time out meanwhile.
    const patient = { timing: { ...FAST, requestTimeout: 60_000, patience: 120_000 } };
    const [mine, theirs] = [await opened(ground, patient), await opened(ground, patient)];
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

describe.concurrent('a rule that refuses for ever', () => {
  it('is tried twice, and told with GitHub’s words', async () => {
    const ground = await world.ground(START);
    const repository = await opened(ground);
    let moves = 0;
    ground.plan((seen) => {
      if (!isStep('ref', seen)) return undefined;
      moves++;
      return status(422, {}, 'Repository rule violations found');
    });
    const result = await commitOn(repository, ground.head, { write: { log: 'x' }, message: 'x' });
    expect(result).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('rule violations') });
    expect(moves).toBe(2);
    expect(await held(ground)).toEqual([]);
  });
});

describe.concurrent('an older head after a commit', () => {
  const tellHead = (ground: GitHubGround, head: string) =>
    ground.plan((seen) => {
      if (!isReading(seen) || !seen.path.endsWith('/git/ref/heads/main')) return undefined;
      const change = (body: string) => {
        const answer = JSON.parse(body);
        return JSON.stringify({ ...answer, object: { ...answer.object, sha: head } });
      };
      return { kind: 'changed', change };
    });

  it('is stale: the own commit stays the head, and the next commit stands on it', async () => {
    const ground = await world.ground(START);
    const repository = await opened(ground, { timing: { ...FAST, staleFor: 60_000 } });
    const own = committed(await commitOn(repository, ground.head, { write: { log: 'x' }, message: 'x' }));
    tellHead(ground, ground.head);
    expect(await headOf(repository)).toBe(own);
    const next = committed(await commitOn(repository, own, { write: { log: 'y' }, message: 'y' }));
    expect(await headOf(repository)).toBe(next);
    expect(await held(ground)).toEqual(['x', 'y']);
  });

  it('is believed when it is told for longer: somebody set the branch back', async () => {
    const ground = await world.ground(START);
    const repository = await opened(ground, { timing: { ...FAST, staleFor: 50 } });
    committed(await commitOn(repository, ground.head, { write: { log: 'x' }, message: 'x' }));
    tellHead(ground, ground.head);
    await sleep(80);
    expect(await headOf(repository)).toBe(ground.head);
  });

  it('is told apart from another branch of history, which is news at once', async () => {
    const ground = await world.ground(START);
    const repository = await opened(ground, { timing: { ...FAST, staleFor: 60_000 } });
    committed(await commitOn(repository, ground.head, { write: { log: 'x' }, message: 'x' }));
    const rewritten = await ground.rewrite(new Map([['log', 'other']]));
    expect(await headOf(repository)).toBe(rewritten);
  });
});

describe.concurrent('a server that hangs', () => {
  it('is given up by every use in the time that it has', async () => {
    const ground = await world.ground(START);
    const timing = { ...FAST, longestUse: 300, patience: 200, requestTimeout: 10_000 };
    const repository = await opened(ground, { timing });
    ground.plan(() => ({ kind: 'slow', delay: 20_000 }));
    const uses = [
      () => repository.head(),
      () => repository.difference(ground.head, 'a'.repeat(40), []),
      () => repository.history(undefined, 10),
      () => commitOn(repository, ground.head, { write: { log: 'x' } }),
    ];
    for (const use of uses) {
      const began = performance.now();
      expect(await use()).toMatchObject({ kind: 'unavailable' });
      expect(performance.now() - began).toBeLessThan(8000);
    }
  });
});
