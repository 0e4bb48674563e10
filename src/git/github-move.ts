import { setTimeout as sleep } from 'node:timers/promises';
import { compare } from './github-difference.ts';
import { attempt, type Failure, isFailure, unavailable } from './github-failure.ts';
import { dataOf, type GitHubBranch, unless } from './github-request.ts';
import type { CommitId, CommitResult } from './port.ts';

/** The branch's commit, as the server says now: perhaps an older one. Throws what Octokit throws. */
export async function readHead({ client, common, branch }: GitHubBranch): Promise<CommitId> {
  const route = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
  return (await dataOf(client.request(route, { ...common, ref: `heads/${branch}` }))).object.sha;
}

/**
 * How often a move is tried that the server refuses although the branch stands where it should: GitHub refuses now and
 * then for no visible reason, and a rule of the repository refuses for ever.
 */
const MOST_REFUSALS = 2;

/**
 * Moves the branch to a commit, without force, and does not return before the branch itself has said what became of
 * it, or the patience (milliseconds) is used up. Repeating the move does no harm: it is the same commit.
 *
 * `unavailable` then means that the branch did not stand at the commit when it was last seen, or could not be seen.
 * The move may even yet arrive at the server, but only while the branch stands at the parent: without force it can
 * never undo another's commit. So the caller decides again on the present head: either the commit is there, found by
 * its trailers, or a new one on the same parent makes the late move fail.
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

/** A limit, or credentials that are no longer taken: trying again soon would be no use. */
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
      // Each attempt is followed by a look at the branch instead.
      request: { ...common.request, retries: 0 },
    }),
  );
  if (object.sha !== to) throw Object.assign(new Error('the branch moved elsewhere'), { status: 500 });
}

/** Looks until it can see: where the branch stands says what became of the move; status codes and words do not. */
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
  // Behind ours: an answer from a part of GitHub that has not heard of the parent yet.
  if (compared?.status === 'behind') return 'still';
  // Ahead: somebody went on top of our commit while its answer was lost.
  const isBelow = compared?.status === 'ahead' || compared?.status === 'identical';
  return isBelow ? { kind: 'committed', commit: to } : { kind: 'moved' };
}
