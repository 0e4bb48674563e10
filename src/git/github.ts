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
  /** The branch to read and write, without `refs/heads/`. */
  readonly branch: string;
  readonly auth: GitHubAuth;
  /** `https://api.github.com` by default; GitHub Enterprise has its own. */
  readonly apiUrl?: string;
  /** Receives warnings, without secrets. */
  readonly log?: (line: string) => void;
  readonly timing?: Partial<Timing>;
}

/**
 * A branch at GitHub, through its Git Data API. What fails after the first use, for example while a token is being
 * replaced, is `unavailable`. No error, reason or warning contains a secret.
 *
 * @returns a repository whose first use throws a `GitSettingError` when GitHub refuses the credentials, or there is no such
 *   repository or branch
 * @throws `GitSettingError` when the repository's name, the token or the private key is malformed
 */
export function githubRepository(options: GitHubRepositoryOptions): Repository {
  const { repository, branch, auth, apiUrl = 'https://api.github.com', log = () => {} } = options;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw settingError(`${repository} is not a GitHub repository: write owner/name`);
  const timing = { ...USUAL_TIMING, ...options.timing };
  const place = branchOf(createClient({ repository, apiUrl, auth, log, timing }), repository, branch);
  const newest = newestHead(timing.staleFor);
  const write = writerAtGitHub(timing.patience, timing.second);
  let isOpen = false;
  const withLimit = async <Result>(
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
    head: () => withLimit(async (branch) => ({ kind: 'head', head: await newest.read(branch) }) as const),
    snapshot: (head, reading) =>
      withLimit((branch) => snapshotAtGitHub(branch, head, reading), timing.longestUse * 10),
    difference: (from, to, reading) => withLimit((branch) => differenceAtGitHub(branch, from, to, reading)),
    commit: (commit) =>
      withLimit(async (branch) => {
        const result = await write(branch, () => newest.read(branch), commit);
        if (result.kind === 'committed') newest.moved(result.commit);
        return result;
      }),
    history: (path, limit) =>
      withLimit(
        async (branch) => ({ kind: 'history', commits: await historyAtGitHub(branch, path, limit) }) as const,
      ),
  };
}

/** Checks the settings; throws for one that can never work. */
async function open(place: GitHubBranch): Promise<Unavailable | undefined> {
  const name = `${place.owner}/${place.repo}`;
  const head = await attempt(readHead(place));
  if (!isFailure(head)) return undefined;
  if (head.status === 401)
    throw settingError(
      `GitHub refuses the credentials for ${name} (${head.reason}): renew the token or the key`,
    );
  if (head.status === 409) throw settingError(`${name} is empty: push a first commit to ${place.branch}`);
  return head.status === 404 ? whatIsMissing(place, name, head) : unavailable(head);
}

/** GitHub gives the same answer for what does not exist and for what the credentials may not see. */
async function whatIsMissing(place: GitHubBranch, name: string, { reason }: Failure): Promise<Unavailable> {
  const found = await attempt(place.client.request('GET /repos/{owner}/{repo}', place.common));
  if (!isFailure(found))
    throw settingError(`${name} has no branch ${place.branch}: push a first commit to it`);
  if (found.status !== 404) return unavailable(found);
  throw settingError(
    `GitHub finds no ${name} (${reason}): check the name, that the token or the App has access to it, and that the App is installed`,
  );
}
