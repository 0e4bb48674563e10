import { createClient, type GitHubAuth, type Timing, USUAL_TIMING } from './github-client.ts';
import { differenceAtGitHub } from './github-difference.ts';
import { attempt, type Failure, isFailure, unavailable } from './github-failure.ts';
import { newestHead } from './github-head.ts';
import { readHead } from './github-move.ts';
import { historyAtGitHub, snapshotAtGitHub } from './github-read.ts';
import { branchOf, type GitHubBranch, within } from './github-request.ts';
import { writerAtGitHub } from './github-write.ts';
import type { Repository, Unavailable } from './port.ts';
import { settingError } from './setting-error.ts';

export type { GitHubAuth, Timing } from './github-client.ts';

export interface GitHubRepositoryOptions {
  /** `owner/name` */
  readonly repository: string;
  /** The branch that is read and written, without `refs/heads/`. */
  readonly branch: string;
  readonly auth: GitHubAuth;
  /** `https://api.github.com` unless told; GitHub Enterprise has another. */
  readonly apiUrl?: string;
  /** Takes lines of warning, without secrets. */
  readonly log?: (line: string) => void;
  readonly timing?: Partial<Timing>;
}

/**
 * A branch at GitHub, through its Git Data API. The first use checks the setting and throws a `GitSettingError` that
 * says what to mend (credentials that are refused, no such repository or branch); what is refused later, as when a
 * token is being replaced, is `unavailable`. No error, reason or line of log holds a secret.
 */
export function githubRepository(options: GitHubRepositoryOptions): Repository {
  const { repository, branch, auth, apiUrl = 'https://api.github.com', log = () => {} } = options;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw settingError(`${repository} is no GitHub repository: write owner/name`);
  const timing = { ...USUAL_TIMING, ...options.timing };
  const place = branchOf(createClient({ repository, apiUrl, auth, log, timing }), repository, branch);
  const newest = newestHead(timing.staleFor);
  const write = writerAtGitHub(timing.patience, timing.second);
  let isOpen = false;
  const told = async <Result>(
    use: (branch: GitHubBranch) => Promise<Result>,
    longest = timing.longestUse,
  ): Promise<Result | Unavailable> => {
    const branch = within(place, longest);
    const problem = isOpen ? undefined : await open(branch);
    if (problem !== undefined) return problem;
    isOpen = true;
    const result = await attempt(use(branch));
    return isFailure(result) ? unavailable(result) : result;
  };
  return {
    head: () => told(async (branch) => ({ kind: 'head', head: await newest.read(branch) }) as const),
    snapshot: (head, reading) =>
      told((branch) => snapshotAtGitHub(branch, head, reading), timing.longestUse * 10),
    difference: (from, to, reading) => told((branch) => differenceAtGitHub(branch, from, to, reading)),
    commit: (commit) =>
      told(async (branch) => {
        const result = await write(branch, () => newest.read(branch), commit);
        if (result.kind === 'committed') newest.moved(result.commit);
        return result;
      }),
    history: (path, limit) =>
      told(
        async (branch) => ({ kind: 'history', commits: await historyAtGitHub(branch, path, limit) }) as const,
      ),
  };
}

/** Throws for a setting that can never work. */
async function open(place: GitHubBranch): Promise<Unavailable | undefined> {
  const name = `${place.owner}/${place.repo}`;
  const head = await attempt(readHead(place));
  if (!isFailure(head)) return undefined;
  if (head.status === 401)
    throw settingError(
      `GitHub does not take the credentials for ${name} (${head.reason}): renew the token or the key`,
    );
  if (head.status === 409) throw settingError(`${name} is empty: push a first commit to ${place.branch}`);
  return head.status === 404 ? whatIsMissing(place, name, head) : unavailable(head);
}

/** GitHub says the same for what is not there and for what may not be seen. */
async function whatIsMissing(place: GitHubBranch, name: string, { reason }: Failure): Promise<Unavailable> {
  const found = await attempt(place.client.request('GET /repos/{owner}/{repo}', place.common));
  if (!isFailure(found))
    throw settingError(`${name} has no branch ${place.branch}: push a first commit to it`);
  if (found.status !== 404) return unavailable(found);
  throw settingError(
    `there is no ${name}, or the token or the App may not see it, or is not installed (${reason})`,
  );
}
