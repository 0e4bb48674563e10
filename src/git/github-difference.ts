import { readTexts } from './github-read.ts';
import { dataOf, type GitHubBranch, unless } from './github-request.ts';
import { type Entry, listTree } from './github-tree.ts';
import { readingOf } from './paths.ts';
import type { CommitId, Difference, Reading } from './port.ts';

/** GitHub's comparison lists no more files. */
const MOST_LISTED = 300;

interface Changes {
  readonly added: readonly Entry[];
  readonly changed: readonly Entry[];
  readonly removed: readonly string[];
}

/**
 * What changed between two commits. `unrelated` unless the second descends from the first, and for a change too large
 * for GitHub to tell. Throws what Octokit throws.
 */
export async function differenceAtGitHub(
  branch: GitHubBranch,
  from: CommitId,
  to: CommitId,
  reading: Reading,
): Promise<Difference | { readonly kind: 'unrelated' }> {
  const compared = await unless(404, compare(branch, from, to));
  if (compared === undefined) return withoutBase(branch, to);
  if (compared.status !== 'ahead' && compared.status !== 'identical') return { kind: 'unrelated' };
  const files = compared.files ?? [];
  const changes = files.length < MOST_LISTED ? changesOf(files) : await changesOfTrees(branch, from, to);
  if (changes === undefined) return { kind: 'unrelated' };
  const isRead = readingOf(reading);
  const wanted = [...changes.added, ...changes.changed].filter(({ path, isFile }) => isFile && isRead(path));
  return {
    kind: 'difference',
    head: to,
    added: new Set(changes.added.map(({ path }) => path)),
    removed: new Set(changes.removed),
    texts: await readTexts(branch, to, wanted),
  };
}

/** GitHub's own words about two commits; one commit of those between is enough. */
export const compare = ({ client, common }: GitHubBranch, from: CommitId, to: CommitId) =>
  dataOf(
    client.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
      ...common,
      basehead: `${from}...${to}`,
      per_page: 1,
    }),
  );

/** Nothing in common, or the older commit is gone; unless it is the newer one that nobody knows. */
async function withoutBase(
  { client, common }: GitHubBranch,
  to: CommitId,
): Promise<{ readonly kind: 'unrelated' }> {
  await client.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', { ...common, commit_sha: to });
  return { kind: 'unrelated' };
}

type Compared = NonNullable<Awaited<ReturnType<typeof compare>>['files']>;

/** GitHub takes a file that vanished and one that came for a renamed one; to us they are two. */
function changesOf(files: Compared): Changes {
  const entry = ({ filename, sha }: Compared[number]): Entry => ({
    path: filename,
    blob: sha ?? undefined,
    isFile: true,
  });
  const having = (...wanted: string[]) => files.filter(({ status }) => wanted.includes(status));
  return {
    added: having('added', 'copied', 'renamed').map(entry),
    changed: having('modified', 'changed').map(entry),
    removed: [
      ...having('removed').map(({ filename }) => filename),
      ...having('renamed').flatMap(({ previous_filename: previous }) => previous ?? []),
    ],
  };
}

async function changesOfTrees(
  branch: GitHubBranch,
  from: CommitId,
  to: CommitId,
): Promise<Changes | undefined> {
  const [before, after] = await Promise.all([listTree(branch, from), listTree(branch, to)]);
  if (!before.isListed || !after.isListed) return undefined;
  const old = new Map(before.entries.map(({ path, blob }) => [path, blob]));
  const present = new Set(after.entries.map(({ path }) => path));
  return {
    added: after.entries.filter(({ path }) => !old.has(path)),
    changed: after.entries.filter(({ path, blob }) => old.has(path) && old.get(path) !== blob),
    removed: [...old.keys()].filter((path) => !present.has(path)),
  };
}
