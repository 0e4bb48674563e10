import { blobRequest, textsOf } from './blobs.ts';
import { kindOfMode } from './entry-kind.ts';
import { pastCommits } from './past-commits.ts';
import type { CommitId, Difference, Entries, PastCommit, Reading, Snapshot, Unavailable } from './port.ts';
import { readingOf } from './repository-paths.ts';
import { gitFailure, type RunGit } from './run-git.ts';

interface Blob {
  readonly path: string;
  readonly object: string;
}

/** Every path at a commit, and the texts of the files to read. */
export async function snapshotLocally(
  git: RunGit,
  head: CommitId,
  reading: Reading,
): Promise<Snapshot | Unavailable> {
  const listing = await git(['ls-tree', '-r', '-z', '--full-tree', head]);
  if (listing.code !== 0) return gitFailure('ls-tree', listing);
  const entries = fieldsOf(listing.stdout).map((line) => /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line));
  const files = entries.flatMap((match) => (match === null ? [] : [toFile(match)]));
  const texts = await readTexts(git, files.filter(isFile), reading);
  if (!(texts instanceof Map)) return texts;
  return { kind: 'snapshot', head, entries: entriesOf(files), texts };
}

const toFile = ([, mode, object, path]: RegExpExecArray) =>
  ({ mode, object, path }) as Blob & { mode: string };

type WithMode = Blob & { readonly mode: string };

const isFile = ({ mode }: WithMode): boolean => kindOfMode(mode) === 'file';

const entriesOf = (found: readonly WithMode[]): Entries =>
  new Map(found.map(({ path, mode }) => [path, kindOfMode(mode)]));

/** What changed between two commits, or `unrelated` when the second does not descend from the first. */
export async function differenceLocally(
  git: RunGit,
  from: CommitId,
  to: CommitId,
  reading: Reading,
): Promise<Difference | { readonly kind: 'unrelated' } | Unavailable> {
  const [ancestry, diff] = await Promise.all([
    git(['merge-base', '--is-ancestor', from, to]),
    git(['diff-tree', '-r', '-z', '--raw', '--no-renames', from, to]),
  ]);
  if (ancestry.code === 1) return { kind: 'unrelated' };
  if (ancestry.code !== 0) return withoutBase(git, to);
  if (diff.code !== 0) return gitFailure('diff-tree', diff);
  const changes = changesOf(fieldsOf(diff.stdout));
  const present = changes.filter(({ status }) => status !== 'D');
  const removed = new Set(changes.filter(({ status }) => status === 'D').map(({ path }) => path));
  const texts = await readTexts(git, present.filter(isFile), reading);
  if (!(texts instanceof Map)) return texts;
  return { kind: 'difference', head: to, entries: entriesOf(present), removed, texts };
}

/** Git knows only one of the commits: the older one may be gone since history was rewritten. */
async function withoutBase(git: RunGit, to: CommitId): Promise<{ readonly kind: 'unrelated' } | Unavailable> {
  const answer = await git(['cat-file', '-e', `${to}^{commit}`]);
  return answer.code === 0 ? { kind: 'unrelated' } : gitFailure('cat-file', answer);
}

interface Change extends Blob {
  /** `A` for added, `D` for deleted; anything else means changed. */
  readonly status: string;
  readonly mode: string;
}

/** `git diff-tree --raw`: `:OLDMODE NEWMODE OLD NEW STATUS`, then the path. */
function changesOf(fields: readonly string[]): Change[] {
  return fields.flatMap((field, i) => {
    if (i % 2 === 1) return [];
    const [, mode = '', , object = '', status = ''] = field.split(' ');
    return [{ status, mode, object, path: fields[i + 1] as string }];
  });
}

/** The texts of the files to read, with one process. */
async function readTexts(
  git: RunGit,
  files: readonly Blob[],
  reading: Reading,
): Promise<Map<string, string> | Unavailable> {
  const isRead = readingOf(reading);
  const wanted = files.filter(({ path }) => isRead(path));
  if (wanted.length === 0) return new Map();
  const objects = wanted.map(({ object }) => object);
  const answer = await git(['cat-file', '--batch'], blobRequest(objects));
  if (answer.code !== 0) return gitFailure('cat-file', answer);
  const texts = textsOf(objects, answer.stdout);
  return new Map(wanted.map(({ path }, i) => [path, texts[i] as string]));
}

/** The commits that touched a path, or all of them without a path, the newest first. */
export async function historyLocally(
  git: RunGit,
  ref: string,
  path: string | undefined,
  limit: number,
): Promise<{ readonly kind: 'history'; readonly commits: readonly PastCommit[] } | Unavailable> {
  const shape = ['-z', '--format=%H%n%cI%n%B', '--encoding=UTF-8', `--max-count=${limit}`];
  const answer = await git(['log', ...shape, ref, '--', ...(path === undefined ? [] : [path])]);
  if (answer.code !== 0) return gitFailure('log', answer);
  return { kind: 'history', commits: pastCommits(answer.stdout.toString()) };
}

/** The output of a command with `-z`. */
const fieldsOf = (output: Buffer): string[] =>
  output
    .toString()
    .split('\0')
    .filter((field) => field !== '');
