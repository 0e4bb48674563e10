import { readArchive } from './github-archive.ts';
import { blobId, dataOf, type GitHubBranch, mapSome } from './github-request.ts';
import { type GitHubEntry, listTree } from './github-tree.ts';
import type { CommitId, PastCommit, Reading, Snapshot } from './port.ts';
import { readingOf } from './repository-paths.ts';

/** More files than this are read from the archive, with one request. */
const MOST_SINGLE_FILES = 50;

/** The most requests at the same time. */
const AT_A_TIME = 8;

/**
 * Every path at a commit, and the texts of the files to read.
 *
 * @throws what Octokit throws
 */
export async function snapshotAtGitHub(
  branch: GitHubBranch,
  head: CommitId,
  reading: Reading,
): Promise<Snapshot> {
  const { entries } = await listTree(branch, head);
  const isRead = readingOf(reading);
  const wanted = entries.filter(({ path, kind }) => kind === 'file' && isRead(path));
  const texts = await readTexts(branch, head, wanted);
  return { kind: 'snapshot', head, entries: new Map(entries.map(({ path, kind }) => [path, kind])), texts };
}

/** The texts of files at a commit: a few are read one by one, many from the archive. */
export async function readTexts(
  branch: GitHubBranch,
  commit: CommitId,
  files: readonly GitHubEntry[],
): Promise<Map<string, string>> {
  const isArchived = files.length > MOST_SINGLE_FILES || files.some(({ blob }) => blob === undefined);
  const contents = isArchived ? await fromArchive(branch, commit, files) : new Map<string, Uint8Array>();
  const missing = files.filter(({ path }) => !contents.has(path));
  const single = await mapSome(missing, AT_A_TIME, ({ blob }) => readBlob(branch, blob as string));
  for (const [i, { path }] of missing.entries()) contents.set(path, single[i] as Uint8Array);
  return new Map(
    files.map(({ path }) => [path, Buffer.from(contents.get(path) as Uint8Array).toString('utf8')]),
  );
}

/** Only contents with the right id: `.gitattributes` can omit files from an archive or change them. */
async function fromArchive(
  branch: GitHubBranch,
  commit: CommitId,
  files: readonly GitHubEntry[],
): Promise<Map<string, Uint8Array>> {
  const wanted = new Map(files.map(({ path, blob }) => [path, blob]));
  const { contents } = await readArchive(branch, commit, (path) => wanted.has(path));
  const isRight = (path: string, content: Uint8Array) =>
    wanted.get(path) === undefined || wanted.get(path) === blobId(content);
  return new Map([...contents].filter(([path, content]) => isRight(path, content)));
}

async function readBlob({ client, common }: GitHubBranch, blob: string): Promise<Uint8Array> {
  const answer = client.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
    ...common,
    file_sha: blob,
  });
  return Buffer.from((await dataOf(answer)).content, 'base64');
}

/** The most commits that GitHub lists at once. */
const PAGE = 100;

/** The commits that touched a path, or all of them without a path, the newest first. */
export async function historyAtGitHub(
  { client, common, branch }: GitHubBranch,
  path: string | undefined,
  limit: number,
): Promise<PastCommit[]> {
  const commits: PastCommit[] = [];
  for (let page = 1; commits.length < limit; page++) {
    const parameters = {
      ...common,
      sha: branch,
      ...(path === undefined ? {} : { path }),
      per_page: Math.min(limit, PAGE),
      page,
    };
    const found = await dataOf(client.request('GET /repos/{owner}/{repo}/commits', parameters));
    commits.push(
      ...found.map(({ sha, commit }) => ({
        commit: sha,
        at: new Date(commit.committer?.date ?? 0).toISOString(),
        message: commit.message.trimEnd(),
      })),
    );
    if (found.length < PAGE) break;
  }
  return commits.slice(0, limit);
}
