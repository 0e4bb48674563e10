import { readTexts } from './github-read.ts';
import { dataOf, type GitHubBranch, unless } from './github-request.ts';
import { type GitHubEntry, kindsAt, listTree } from './github-tree.ts';
import type { CommitId, Difference, Reading } from './port.ts';
import { readingOf } from './repository-paths.ts';

/** The most files that GitHub's comparison lists. */
const MOST_LISTED = 300;

interface ChangedEntries {
  /** What was added or changed. */
  readonly present: readonly GitHubEntry[];
  readonly removed: readonly string[];
}

/**
 * What changed between two commits.
 *
 * @returns `unrelated` when the second does not descend from the first, or GitHub does not list so large a change
 * @throws what Octokit throws
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
  const changes = await (files.length < MOST_LISTED
    ? changesOf(branch, to, files)
    : changesOfTrees(branch, from, to));
  if (changes === undefined) return { kind: 'unrelated' };
  const isRead = readingOf(reading);
  const wanted = changes.present.filter(({ path, kind }) => kind === 'file' && isRead(path));
  return {
    kind: 'difference',
    head: to,
    entries: new Map(changes.present.map(({ path, kind }) => [path, kind])),
    removed: new Set(changes.removed),
    texts: await readTexts(branch, to, wanted),
  };
}

/** GitHub's comparison of two commits, with one of the commits between them at most. */
export const compare = ({ client, common }: GitHubBranch, from: CommitId, to: CommitId) =>
  dataOf(
    client.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
      ...common,
      basehead: `${from}...${to}`,
      per_page: 1,
    }),
  );

/** The older commit is gone or has nothing in common with the newer one. Throws when the newer one does not exist. */
async function withoutBase(
  { client, common }: GitHubBranch,
  to: CommitId,
): Promise<{ readonly kind: 'unrelated' }> {
  await client.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', { ...common, commit_sha: to });
  return { kind: 'unrelated' };
}

type Compared = NonNullable<Awaited<ReturnType<typeof compare>>['files']>;

/** A rename is a removed path and an added one. */
async function changesOf(branch: GitHubBranch, to: CommitId, files: Compared): Promise<ChangedEntries> {
  const having = (...wanted: string[]) => files.filter(({ status }) => wanted.includes(status));
  const present = having('added', 'copied', 'renamed', 'modified', 'changed');
  const kinds = await kindsAt(
    branch,
    to,
    present.map(({ filename }) => filename),
  );
  return {
    present: present.map(({ filename, sha }) => ({
      path: filename,
      blob: sha ?? undefined,
      // What no listing names is not read.
      kind: kinds.get(filename) ?? 'submodule',
    })),
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
): Promise<ChangedEntries | undefined> {
  const [before, after] = await Promise.all([listTree(branch, from), listTree(branch, to)]);
  if (!before.isListed || !after.isListed) return undefined;
  const old = new Map(before.entries.map((entry) => [entry.path, entry]));
  const present = new Set(after.entries.map(({ path }) => path));
  // A link and a file may have the same content.
  const isSame = ({ path, blob, kind }: GitHubEntry) =>
    old.get(path)?.blob === blob && old.get(path)?.kind === kind;
  return {
    present: after.entries.filter((entry) => !isSame(entry)),
    removed: [...old.keys()].filter((path) => !present.has(path)),
  };
}
