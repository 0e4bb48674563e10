import { createHash } from 'node:crypto';
import type { Octokit } from '@octokit/core';

/** One branch of one repository at GitHub. */
export interface GitHubBranch {
  readonly client: Octokit;
  readonly owner: string;
  readonly repo: string;
  readonly branch: string;
  /** Parameters of every request. */
  readonly common: {
    readonly owner: string;
    readonly repo: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly request: { readonly signal?: AbortSignal };
  };
}

/**
 * The same branch with a time limit.
 *
 * @param milliseconds for all of its requests together
 */
export function within(branch: GitHubBranch, milliseconds: number): GitHubBranch {
  const signal = AbortSignal.timeout(milliseconds);
  return { ...branch, common: { ...branch.common, request: { signal } } };
}

export function branchOf(client: Octokit, repository: string, branch: string): GitHubBranch {
  const [owner = '', repo = ''] = repository.split('/');
  const headers = { 'x-github-api-version': '2022-11-28' };
  return { client, owner, repo, branch, common: { owner, repo, headers, request: {} } };
}

/** The data of a response. A page that is not JSON (from a proxy) counts as a failed request. */
export async function dataOf<Data>(request: Promise<{ readonly data: Data }>): Promise<Data> {
  const { data } = await request;
  if (typeof data === 'object' && data !== null) return data;
  throw Object.assign(new Error('the response is not JSON'), { status: 500 });
}

/** The result of a request, or nothing when the server answers with that status. */
export const unless = <Result>(status: number, request: Promise<Result>): Promise<Result | undefined> =>
  request.catch((error: { readonly status?: number }) => {
    if (error.status === status) return undefined;
    throw error;
  });

/** Git's id of a file with this content. */
export const blobId = (content: Uint8Array): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

/** Maps items in order, some at the same time. The first failure ends it. */
export async function mapSome<Item, Result>(
  items: readonly Item[],
  atATime: number,
  use: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < items.length; i += atATime)
    results.push(...(await Promise.all(items.slice(i, i + atATime).map(use))));
  return results;
}
