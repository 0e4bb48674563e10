import { attempt, type Failure, isFailure, unavailable } from './github-failure.ts';
import { moveBranch } from './github-move.ts';
import { dataOf, type GitHubBranch, unless } from './github-request.ts';
import { listTree } from './github-tree.ts';
import { partsOf, type TreeChange } from './github-tree-parts.ts';
import type { CommitId, CommitResult, NewCommit } from './port.ts';
import { checkPaths } from './repository-paths.ts';

/** Makes one commit on a branch. */
export type WriteCommit = (
  branch: GitHubBranch,
  newestHead: () => Promise<CommitId>,
  commit: NewCommit,
) => Promise<CommitResult>;

/** The tree of the last commit, which the next one usually builds on. */
type Trees = Map<CommitId, string>;

/** Writes the objects first, which nobody sees, then moves the branch. A failure before that has changed nothing. */
export function writerAtGitHub(patience: number, second: number): WriteCommit {
  const trees: Trees = new Map();
  return async (branch, newestHead, commit) => {
    checkPaths(commit.changes);
    const made = await attempt(makeCommit(branch, trees, commit));
    if (isFailure(made)) return whyNot(newestHead, commit.parent, made);
    return moveBranch(branch, made, commit.parent, patience, second);
  };
}

async function makeCommit(branch: GitHubBranch, trees: Trees, commit: NewCommit): Promise<CommitId> {
  const base = trees.get(commit.parent) ?? (await treeOf(branch, commit.parent));
  const tree = await makeTree(branch, base, commit);
  const sha = await makeCommitObject(branch, tree, commit);
  trees.clear();
  trees.set(sha, tree);
  return sha;
}

/** Tries twice, since GitHub sometimes refuses for no visible reason. A second commit object does no harm. */
async function makeCommitObject(
  { client, common }: GitHubBranch,
  tree: string,
  { message, parent }: NewCommit,
): Promise<CommitId> {
  // Without author and committer GitHub signs an App's commit, and it counts as verified.
  const commit = { ...common, message: message.trimEnd(), tree, parents: [parent] };
  const make = () => dataOf(client.request('POST /repos/{owner}/{repo}/git/commits', commit));
  return ((await unless(422, make())) ?? (await make())).sha;
}

async function treeOf({ client, common }: GitHubBranch, commit: CommitId): Promise<string> {
  const route = 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}';
  return (await dataOf(client.request(route, { ...common, commit_sha: commit }))).tree.sha;
}

/** GitHub refuses to delete a missing path, and sometimes refuses for no visible reason: list the tree and try once more. */
async function makeTree(branch: GitHubBranch, base: string, { changes, parent }: NewCommit): Promise<string> {
  const tree = await unless(422, chain(branch, base, partsOf(changes)));
  if (tree !== undefined) return tree;
  const { entries } = await listTree(branch, parent);
  const present = new Set(entries.map(({ path }) => path));
  const deletions = changes.deletions.filter((path) => present.has(path));
  return chain(branch, base, partsOf({ additions: changes.additions, deletions }));
}

/** Makes one tree on top of another. */
async function chain(
  { client, common }: GitHubBranch,
  base: string,
  parts: readonly (readonly TreeChange[])[],
): Promise<string> {
  let top = base;
  for (const part of parts) {
    const made = client.request('POST /repos/{owner}/{repo}/git/trees', {
      ...common,
      base_tree: top,
      tree: [...part],
    });
    top = (await dataOf(made)).sha;
  }
  return top;
}

/** Nothing has changed; perhaps because the branch has moved. */
async function whyNot(
  newestHead: () => Promise<CommitId>,
  parent: CommitId,
  failure: Failure,
): Promise<CommitResult> {
  if (failure.status !== 404 && failure.status !== 409 && failure.status !== 422) return unavailable(failure);
  const head = await attempt(newestHead());
  return typeof head === 'string' && head !== parent ? { kind: 'moved' } : unavailable(failure);
}
