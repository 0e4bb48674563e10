import { setTimeout as sleep } from 'node:timers/promises';
import { compare } from './github-difference.ts';
import { attempt, type Failure, isFailure, unavailable } from './github-failure.ts';
import { dataOf, type GitHubBranch, unless } from './github-request.ts';
import type { CommitId, CommitResult } from './port.ts';

/**
 * Reads the branch's commit. GitHub may return an older one for a while.
 *
 * @throws what Octokit throws
 */
export async function readHead({ client, common, branch }: GitHubBranch): Promise<CommitId> {
  const route = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
  return (await dataOf(client.request(route, { ...common, ref: `heads/${branch}` }))).object.sha;
}

/**
 * Attempts of a move that the server refuses although the branch is at the parent. GitHub sometimes refuses for no visible
 * reason; a rule of the repository always does.
 */
const MOST_REFUSALS = 2;

/**
 * Moves the branch to a commit, without force, and then reads the branch to see what happened. Repeating the move does no
 * harm: it is the same commit.
 *
 * @param patience milliseconds for all attempts
 * @param second milliseconds of a “second” in waits between attempts
 * @returns `unavailable` when the branch was not at the commit when it was last read, or could not be read. The move may
 *   still arrive at the server, but without force it never undoes another's commit. So the caller decides again on the
 *   current head: either it finds the commit there by its trailers, or a new commit on the same parent makes the late
 *   move fail.
 */
export async function moveBranch(
  branch: GitHubBranch,
  to: CommitId,
  from: CommitId,
  patience: number,
  second: number,
): Promise<CommitResult> {
  const until = Date.now() + patience;
  for (let refusals = 0; ; ) {
    const failure = await attempt(tryToMove(branch, to));
    if (!isFailure(failure)) return { kind: 'committed', commit: to };
    const found = await findOut(branch, to, from, isFinal(failure) ? 0 : until, second);
    if (found !== 'still') return isFailure(found) ? unavailable(mostTelling(failure, found)) : found;
    if (failure.status === 422) refusals++;
    if (isFinal(failure) || refusals >= MOST_REFUSALS || Date.now() > until) return unavailable(failure);
    await sleep(second * (0.1 + Math.random() * 0.4));
  }
}

/** A rate limit, or credentials that are no longer valid: trying again soon does not help. */
const isFinal = ({ status = 0 }: Failure): boolean => [401, 403, 404, 429].includes(status);

const mostTelling = (first: Failure, then: Failure): Failure =>
  first.retryAfterSeconds === undefined ? then : first;

async function tryToMove({ client, common, branch }: GitHubBranch, to: CommitId): Promise<void> {
  const { object } = await dataOf(
    client.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...common,
      ref: `heads/${branch}`,
      sha: to,
      force: false,
      // The branch is read after each attempt instead.
      request: { ...common.request, retries: 0 },
    }),
  );
  if (object.sha !== to) throw Object.assign(new Error('the branch moved elsewhere'), { status: 500 });
}

/** Reads the branch until that works. Only the branch says what happened; status codes and messages do not. */
async function findOut(
  branch: GitHubBranch,
  to: CommitId,
  from: CommitId,
  until: number,
  second: number,
): Promise<CommitResult | 'still' | Failure> {
  for (;;) {
    const found = await attempt(look(branch, to, from));
    if (!isFailure(found) || isFinal(found) || Date.now() > until) return found;
    await sleep(second * (0.1 + Math.random() * 0.4));
  }
}

async function look(branch: GitHubBranch, to: CommitId, from: CommitId): Promise<CommitResult | 'still'> {
  const head = await readHead(branch);
  if (head === to) return { kind: 'committed', commit: to };
  if (head === from) return 'still';
  const compared = await unless(404, compare(branch, to, head));
  // Behind our commit: a stale answer.
  if (compared?.status === 'behind') return 'still';
  // Ahead: somebody committed on top of our commit while its answer was lost.
  const isBelow = compared?.status === 'ahead' || compared?.status === 'identical';
  return isBelow ? { kind: 'committed', commit: to } : { kind: 'moved' };
}
