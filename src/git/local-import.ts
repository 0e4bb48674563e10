import type { CommitId, NewCommit } from './port.ts';
import type { Answer, RunGit } from './run-git.ts';

/** Author and committer of each commit. */
const PERSON = 'MechanicBuddy <platform@mechanicbuddy.app>';

/** The parent of a first commit. */
export const NO_COMMIT: CommitId = '0'.repeat(40);

/** A listing of ten thousand tenants is half a megabyte of ids, which do not compress (docs/decisions/local-git.md). */
const UNCOMPRESSED = ['-c', 'core.compression=0'];

/** Git would otherwise start a second program that writes each object to a file of its own. */
const ONE_PACK = ['-c', 'fastimport.unpackLimit=0'];

/**
 * Prepares a commit. Each run makes the same commit, so running it again does no harm.
 *
 * @param ref the branch, `refs/heads/…`
 * @returns writes the objects, then moves the branch unless that would undo another's commit. The answer's output is the
 *   commit's id; exit code 1 means that the commit was made and the branch did not move.
 */
export function commitImport(git: RunGit, ref: string, commit: NewCommit): () => Promise<Answer> {
  const settings = commit.parent === NO_COMMIT ? ONE_PACK : [...ONE_PACK, ...UNCOMPRESSED];
  const stream = streamOf(ref, commit);
  return () => git([...settings, 'fast-import', '--quiet', '--done', '--date-format=raw'], stream);
}

/** The input format of `git fast-import`, https://git-scm.com/docs/git-fast-import#_input_format */
function streamOf(ref: string, { parent, changes, message }: NewCommit): Buffer {
  const now = Math.floor(Date.now() / 1000);
  const parts = [
    `commit ${ref}\nmark :1\ncommitter ${PERSON} ${now} +0000\n`,
    ...data(`${message.trimEnd()}\n`),
    parent === NO_COMMIT ? '' : `from ${parent}\n`,
    ...changes.deletions.map((path) => `D ${quoted(path)}\n`),
    ...[...changes.additions].flatMap(([path, text]) => [`M 100644 inline ${quoted(path)}\n`, ...data(text)]),
    '\nget-mark :1\ndone\n',
  ];
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

const data = (text: string): string[] => [`data ${Buffer.byteLength(text)}\n`, text, '\n'];

const quoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
