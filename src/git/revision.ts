import { resolve } from 'node:path';
import { readFiles } from '../files/disk.ts';
import type { FileSet } from '../files/file-set.ts';
import { blobRequest, textsOf } from './blobs.ts';
import { kindOfMode } from './entry-kind.ts';
import { type AuthoredCommit, authoredCommits } from './past-commits.ts';
import type { EntryKind } from './port.ts';
import { gitOutput, isInWorkTree, resolveRevision } from './resolve-revision.ts';
import { failureReason, gitInWorkTree } from './run-git.ts';

/** Files at a revision, or why there is no such revision. */
export type RevisionResult =
  | { readonly kind: 'files'; readonly revision: string; readonly files: FileSet }
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Reads files as they were at a revision.
 *
 * @param root a folder anywhere in a work tree
 * @param revision by default, the merge base with `origin/main`
 * @param paths below the folder
 * @returns texts by path below the folder; `none` outside Git or without `origin/main`; `unknown` for a revision that does
 *   not exist
 * @throws when Git is missing or refuses the repository
 */
export async function readRevision(
  root: string,
  revision: string | undefined,
  paths: readonly string[],
): Promise<RevisionResult> {
  const found = await resolveRevision(root, revision);
  if (found.kind !== 'commit') return found;
  return { kind: 'files', revision: found.commit, files: await filesAt(root, found.commit, paths) };
}

/** Files that differ between a revision and the work tree, or another revision, with both texts. */
export type ChangedResult =
  | {
      readonly kind: 'changed';
      readonly revision: string;
      readonly before: FileSet;
      readonly after: FileSet;
    }
  | { readonly kind: 'none' | 'unknown'; readonly reason: string };

/**
 * Reads the files that differ below some paths.
 *
 * @param root a folder anywhere in a work tree
 * @param revision by default, the merge base with `origin/main`
 * @param paths below the folder
 * @param head the revision to compare with; by default, the work tree
 * @throws when Git is missing or refuses the repository
 */
export async function readChanged(
  root: string,
  revision: string | undefined,
  paths: readonly string[],
  head?: string,
): Promise<ChangedResult> {
  const base = await resolveRevision(root, revision);
  if (base.kind !== 'commit') return base;
  const other = head === undefined ? undefined : await resolveRevision(root, head);
  if (other !== undefined && other.kind !== 'commit') return other;
  const names = await changedPaths(root, base.commit, other?.commit, paths);
  if (names.length === 0)
    return { kind: 'changed', revision: base.commit, before: new Map(), after: new Map() };
  const wanted = new Set(names);
  const before = await filesAt(root, base.commit, paths, wanted);
  const after = await (other === undefined
    ? readFiles(root, names)
    : filesAt(root, other.commit, paths, wanted));
  return { kind: 'changed', revision: base.commit, before, after };
}

/** A link or submodule in Git. */
export interface IrregularEntry {
  readonly path: string;
  readonly kind: Exclude<EntryKind, 'file'>;
}

/**
 * The links and submodules below some paths of a work tree, as Git will commit them. The disk does not show them all: a
 * link may be checked out as a file, and a submodule as an empty folder.
 *
 * @param commit the commit to read instead of the index
 * @returns nothing outside Git
 */
export async function irregularInGit(
  root: string,
  paths: readonly string[],
  commit?: string,
): Promise<readonly IrregularEntry[]> {
  const prefix = ((await gitOutput(root, 'rev-parse', '--show-prefix')) ?? '').trim();
  const places = paths.map((path) => prefix + path);
  const listing =
    commit === undefined
      ? await gitOutput(root, 'ls-files', '--stage', '-z', '--full-name', '--', ...paths)
      : await gitOutput(
          root,
          'ls-tree',
          '-r',
          '-z',
          '--full-tree',
          '--end-of-options',
          commit,
          '--',
          ...places,
        );
  return (listing ?? '').split('\0').flatMap((line) => {
    const [, mode, path] = /^(\d+) [^\t]*\t(.+)$/s.exec(line) ?? [];
    const kind = mode === undefined ? 'file' : kindOfMode(mode);
    return kind === 'file' || path === undefined ? [] : [{ path: path.slice(prefix.length), kind }];
  });
}

async function changedPaths(
  root: string,
  base: string,
  head: string | undefined,
  paths: readonly string[],
): Promise<string[]> {
  const commits = head === undefined ? [base] : [base, head];
  const shape = ['diff', '--name-only', '-z', '--no-renames', '--relative', ...commits];
  const changed = await gitOutput(root, ...shape, '--', ...paths);
  const fresh =
    head === undefined
      ? await gitOutput(root, 'ls-files', '--others', '--exclude-standard', '-z', '--', ...paths)
      : '';
  if (changed === undefined || fresh === undefined) throw new Error(`git diff failed at ${base}`);
  return `${changed}${fresh}`.split('\0').filter((name) => name !== '');
}

/** The messages of all commits after a revision, up to `HEAD`. */
export async function messagesSince(root: string, revision: string): Promise<readonly string[]> {
  const text = await gitOutput(root, 'log', '-z', '--format=%B', '--encoding=UTF-8', `${revision}..HEAD`);
  return (text ?? '').split('\0');
}

/** @param wanted the files to read; by default, all below the paths */
async function filesAt(
  root: string,
  commit: string,
  paths: readonly string[],
  wanted?: ReadonlySet<string>,
): Promise<FileSet> {
  const prefix = ((await gitOutput(root, 'rev-parse', '--show-prefix')) ?? '').trim();
  const places = paths.map((path) => prefix + path);
  const listing = await gitOutput(root, 'ls-tree', '-r', '-z', '--full-tree', commit, '--', ...places);
  if (listing === undefined) throw new Error(`git ls-tree failed at ${commit}`);
  const all = listing.split('\0').flatMap((line) => {
    // Only regular files have a text.
    const match = /^100\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line);
    return match === null
      ? []
      : [{ object: match[1] as string, path: (match[2] as string).slice(prefix.length) }];
  });
  const blobs = wanted === undefined ? all : all.filter(({ path }) => wanted.has(path));
  const texts = await readBlobs(
    root,
    blobs.map(({ object }) => object),
  );
  return new Map(blobs.map(({ path }, i) => [path, texts[i] as string]));
}

/** Contents of many blobs with one `git cat-file --batch`. */
async function readBlobs(root: string, objects: readonly string[]): Promise<string[]> {
  if (objects.length === 0) return [];
  const answer = await gitInWorkTree(root)(['cat-file', '--batch'], blobRequest(objects));
  if (answer.code !== 0) throw new Error(failureReason('cat-file', answer));
  return textsOf(objects, answer.stdout);
}

/** The commits of the current branch that touched some paths, the newest first, or why there are none. */
export type WorkTreeHistory =
  | { readonly kind: 'history'; readonly commits: readonly AuthoredCommit[] }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Reads the commits of the current branch.
 *
 * @param root a folder anywhere in a work tree
 * @param paths below the folder
 * @param limit the most commits to read
 */
export async function workTreeHistory(
  root: string,
  paths: readonly string[],
  limit: number,
): Promise<WorkTreeHistory> {
  if (!isInWorkTree(resolve(root))) return { kind: 'none', reason: 'not in a Git repository' };
  const shape = ['-z', '--format=%H%n%cI%n%an%n%B', '--encoding=UTF-8', `--max-count=${limit}`];
  const text = await gitOutput(root, 'log', ...shape, '--', ...paths);
  return text === undefined
    ? { kind: 'none', reason: 'there is no commit yet' }
    : { kind: 'history', commits: authoredCommits(text) };
}
