import { objectWriter } from './local-objects.ts';
import { type Folders, foldersOf, readFolders, writeTrees } from './local-trees.ts';
import type { CommitId, NewCommit, Unavailable } from './port.ts';
import { failed, type RunGit } from './program.ts';

/** What the author and committer of each commit are called. */
const PERSON = 'MechanicBuddy <platform@mechanicbuddy.app>';

/** Git's word for "there is none". */
export const NONE = '0'.repeat(40);

/** The last commit that was made here, with its folders: the usual next one stands on it, and need not read them. */
export interface LastCommit {
  readonly commit: CommitId;
  readonly folders: Folders;
}

interface Made {
  readonly kind: 'made';
  readonly commit: CommitId;
  /** Nothing of a commit that Git's own program made. */
  readonly last: LastCommit | undefined;
}

interface Place {
  readonly git: RunGit;
  readonly dir: string;
}

/** Files of a commit up to which each object is a file of its own, as Git keeps them; more come in one pack. */
const FEW_FILES = 30;

/** Makes a commit that no branch leads to yet. */
export async function makeCommit(
  place: Place,
  commit: NewCommit,
  last: LastCommit | undefined,
): Promise<Made | Unavailable> {
  const paths = [...commit.changes.additions.keys(), ...commit.changes.deletions];
  // A line break ends a question to Git: such paths are its own program's.
  const isUsual = !paths.some((path) => path.includes('\n'));
  return isUsual && paths.length <= FEW_FILES ? makeOfFew(place, commit, last) : makeOfMany(place, commit);
}

/** Without any program where the folders are remembered: the same few milliseconds among ten thousand tenants. */
async function makeOfFew(
  { git, dir }: Place,
  { parent, changes, message }: NewCommit,
  last: LastCommit | undefined,
): Promise<Made | Unavailable> {
  const known = last?.commit === parent ? last.folders : new Map<string, Buffer>();
  const asked = parent === NONE ? [] : foldersOf(changes).filter((folder) => !known.has(folder));
  const read = await readFolders(git, parent, asked);
  if ('kind' in read) return read;
  const writer = objectWriter(dir);
  const { root, folders } = writeTrees(writer, new Map([...known, ...read]), changes);
  const commit = writer.put('commit', commitObject(root, parent, message));
  try {
    await writer.written();
  } catch (error) {
    return { kind: 'unavailable', reason: `objects cannot be written: ${(error as Error).message}` };
  }
  return { kind: 'made', commit, last: { commit, folders } };
}

const now = (): string => `${Math.floor(Date.now() / 1000)} +0000`;

function commitObject(tree: string, parent: CommitId, message: string): Buffer {
  const time = now();
  const lines = [
    `tree ${tree}`,
    ...(parent === NONE ? [] : [`parent ${parent}`]),
    `author ${PERSON} ${time}`,
    `committer ${PERSON} ${time}`,
  ];
  return Buffer.from(`${lines.join('\n')}\n\n${message.trimEnd()}\n`);
}

/** One program, whatever the number of files or tenants: no index, no work tree, only the trees on the way. */
async function makeOfMany({ git }: Place, commit: NewCommit): Promise<Made | Unavailable> {
  const answer = await git(['fast-import', '--quiet', '--done', '--date-format=raw'], streamOf(commit));
  if (answer.code !== 0) return failed('fast-import', answer);
  return { kind: 'made', commit: answer.stdout.toString().trim(), last: undefined };
}

/** The commit is made on a name that is given up again before it is ever written: a killed process leaves none. */
function streamOf({ parent, changes, message }: NewCommit): Buffer {
  const name = 'refs/mechanicbuddy/being-written';
  const lines = [
    `commit ${name}\nmark :1\ncommitter ${PERSON} ${now()}\n`,
    ...data(`${message.trimEnd()}\n`),
    parent === NONE ? '' : `from ${parent}\n`,
    ...changes.deletions.map((path) => `D ${quoted(path)}\n`),
    ...[...changes.additions].flatMap(([path, text]) => [`M 100644 inline ${quoted(path)}\n`, ...data(text)]),
    `\nget-mark :1\nreset ${name}\nfrom ${NONE}\n\ndone\n`,
  ];
  return Buffer.concat(lines.map((line) => Buffer.from(line)));
}

const data = (text: string): string[] => [`data ${Buffer.byteLength(text)}\n`, text, '\n'];

const quoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
