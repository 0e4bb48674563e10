import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FileSet } from '../files/file-set.ts';

const run = promisify(execFile);

/** The state of some paths at a revision; or why there is none to compare with. */
export type RevisionResult =
  | { readonly kind: 'files'; readonly revision: string; readonly files: FileSet }
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Reads files as they were at a revision. In: the folder (anywhere in a work tree), a revision or nothing (the merge
 * base with `origin/main`), and paths below the folder. Out: their texts by path below the folder; `none` outside
 * Git or without `origin/main`; `unknown` for a revision that was asked for and is not there.
 */
export async function readRevision(
  root: string,
  revision: string | undefined,
  paths: readonly string[],
): Promise<RevisionResult> {
  const git = async (...args: string[]) => (await run('git', args, { cwd: root, maxBuffer: 1 << 30 })).stdout;
  try {
    await git('rev-parse', '--git-dir');
  } catch {
    return revision === undefined
      ? { kind: 'none', reason: 'not in a Git repository' }
      : { kind: 'unknown', reason: 'not in a Git repository' };
  }
  let commit: string;
  try {
    commit = (
      revision === undefined
        ? await git('merge-base', 'HEAD', 'origin/main')
        : await git('rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`)
    ).trim();
  } catch {
    if (revision === undefined) return { kind: 'none', reason: 'there is no origin/main' };
    return { kind: 'unknown', reason: `no such revision: ${revision}` };
  }
  const prefix = (await git('rev-parse', '--show-prefix')).trim();
  const listing = await git(
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    '--',
    ...paths.map((path) => prefix + path),
  );
  const blobs = listing.split('\0').flatMap((line) => {
    const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line);
    return match === null
      ? []
      : [{ object: match[1] as string, path: (match[2] as string).slice(prefix.length) }];
  });
  const texts = await readBlobs(
    root,
    blobs.map(({ object }) => object),
  );
  return {
    kind: 'files',
    revision: commit,
    files: new Map(blobs.map(({ path }, i) => [path, texts[i] as string])),
  };
}

/** Contents of many blobs with one `git cat-file --batch`. */
async function readBlobs(root: string, objects: readonly string[]): Promise<string[]> {
  if (objects.length === 0) return [];
  const output = await new Promise<Buffer>((resolve, reject) => {
    const child = execFile(
      'git',
      ['cat-file', '--batch'],
      { cwd: root, maxBuffer: 1 << 30, encoding: 'buffer' },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
    child.stdin?.end(`${objects.join('\n')}\n`);
  });
  let at = 0;
  return objects.map(() => {
    const end = output.indexOf('\n', at);
    const size = Number(output.subarray(at, end).toString().split(' ')[2]);
    at = end + 1 + size + 1;
    return output.subarray(end + 1, end + 1 + size).toString('utf8');
  });
}
