import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Repository } from '../../../src/git/port.ts';
import { committerOn, contents, makeRepository, signup } from '../../fixtures/committer.ts';
import { ACME } from '../../fixtures/fleet.ts';

/** A repository that answers nothing while it is held. */
function holdable(repository: Repository) {
  let held: Promise<void> | undefined;
  let letGo = () => {};
  const after = async <Result>(use: () => Promise<Result>): Promise<Result> => {
    await held;
    return use();
  };
  return {
    repository: {
      ...repository,
      head: () => after(() => repository.head()),
      commit: (commit) => after(() => repository.commit(commit)),
    } satisfies Repository,
    hold: () => {
      held = new Promise((resolve) => {
        letGo = resolve;
      });
    },
    release: () => {
      held = undefined;
      letGo();
    },
  };
}

const PACE = { look: 400, answer: 600, silence: 80, retry: 0 };

async function hangingCommitter() {
  const made = await makeRepository([ACME]);
  const held = holdable(made.repository);
  const { committer } = committerOn(held.repository, { pace: PACE });
  await committer.look(60_000);
  return { committer, held, repository: made.repository };
}

async function measured<Result>(use: Promise<Result>): Promise<[Result, number]> {
  const began = performance.now();
  return [await use, performance.now() - began];
}

describe('while Git hangs', () => {
  it('readers get what is known, marked with when it was seen, the second one at once', async () => {
    const { committer, held } = await hangingCommitter();
    expect(committer.staleSince()).toBeUndefined();
    held.hold();
    const state = await committer.look();
    expect(state?.records.has('acme')).toBe(true);
    expect(committer.staleSince()).toBeInstanceOf(Date);
    const [again, milliseconds] = await measured(committer.look());
    expect(again?.records.has('acme')).toBe(true);
    expect(milliseconds).toBeLessThan(PACE.look);
    held.release();
    await committer.look(60_000);
    expect(committer.staleSince()).toBeUndefined();
  });

  it('readiness says so, with how long', async () => {
    const { committer, held } = await hangingCommitter();
    expect(committer.trouble()).toBeUndefined();
    held.hold();
    await committer.look();
    await sleep(PACE.silence + 20);
    expect(committer.trouble()).toMatch(/^Git has not answered for \d+ s$/);
    held.release();
    await committer.look(60_000);
    expect(committer.trouble()).toBeUndefined();
  });

  it('writers are told to come again, and what was not being decided yet is not decided later', async () => {
    const { committer, held, repository } = await hangingCommitter();
    held.hold();
    const first = committer.submit(signup('First'));
    await sleep(20);
    const others = ['Second', 'Third'].map((name) => committer.submit(signup(name)));
    const results = await Promise.all([first, ...others]);
    for (const result of results)
      expect(result).toMatchObject({
        kind: 'unavailable',
        reason: expect.stringContaining('has not answered'),
        retryAfterSeconds: 5,
      });
    held.release();
    await committer.close();
    const paths = [...(await contents(repository)).entries.keys()];
    expect(paths.filter((path) => /^tenants\/(first|second|third)/.test(path))).toEqual([
      'tenants/first.yaml',
    ]);
  });

  it('the queue is free again afterwards, and the same event is not done twice', async () => {
    const { committer, held, repository } = await hangingCommitter();
    held.hold();
    const event = signup('First');
    expect((await committer.submit(event)).kind).toBe('unavailable');
    held.release();
    const again = await committerOn(repository).committer.submit(event);
    expect(again.kind).toBe('decided');
    await committer.close();
    expect(committer.queue().length).toBe(0);
    const paths = [...(await contents(repository)).entries.keys()];
    expect(paths.filter((path) => path.startsWith('tenants/first'))).toEqual(['tenants/first.yaml']);
  });
});

describe('while Git refuses every commit, though it reads well', () => {
  async function refusing() {
    const made = await makeRepository([ACME]);
    let isRefusing = true;
    let commits = 0;
    const { committer } = committerOn(
      {
        ...made.repository,
        commit: async (commit) => {
          commits++;
          return isRefusing
            ? { kind: 'unavailable', reason: 'a rule refuses' }
            : made.repository.commit(commit);
        },
      },
      // Nothing here is about time, whatever the machine does.
      { pace: { look: 60_000, answer: 60_000, silence: 60_000, retry: 0 } },
    );
    await committer.submit(signup('First'));
    // The answer comes a moment before the work is over.
    await sleep(20);
    return {
      committer,
      commits: () => commits,
      allow: () => (isRefusing = false),
      repository: made.repository,
    };
  }

  it('readiness keeps saying so, whatever is read', async () => {
    const { committer, commits } = await refusing();
    expect([committer.trouble(), commits()]).toEqual(['a rule refuses', 1]);
    await committer.look(60_000);
    expect(committer.trouble()).toBe('a rule refuses');
    expect(committer.staleSince()).toBeUndefined();
    await committer.retryWriting();
    expect([committer.trouble(), commits()]).toEqual(['a rule refuses', 2]);
  });

  it('an empty commit finds out that commits work again, and only then one is made', async () => {
    const { committer, commits, allow, repository } = await refusing();
    allow();
    await committer.retryWriting();
    expect(committer.trouble()).toBeUndefined();
    await committer.retryWriting();
    expect(commits()).toBe(2);
    const found = await repository.history(undefined, 1);
    expect(found).toMatchObject({
      commits: [{ message: expect.stringMatching(/^service: the branch takes commits again/) }],
    });
    expect(await committer.submit(signup('First'))).toMatchObject({ kind: 'decided' });
  });
});
