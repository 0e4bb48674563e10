import { spawn } from 'node:child_process';
import type { Unavailable } from './port.ts';

/** What the `git` program answered. */
export interface Answer {
  /** 0 when it did what was asked; none when it was ended from outside. */
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs Git in one bare repository. In: arguments and what it reads from its standard input. Rejects never. */
export type RunGit = (args: readonly string[], input?: string | Buffer) => Promise<Answer>;

/** Milliseconds after which a Git that hangs is ended. */
const LONGEST_RUN = 120_000;

/** What a hook, a rebase or a person's shell may have set and that would lead Git elsewhere. */
const FOREIGN_VARIABLES = [
  'GIT_DIR',
  'GIT_COMMON_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_NAMESPACE',
  'GIT_DEFAULT_HASH',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
];

/** No configuration but the repository's own, and words in English, since some are told apart by them. */
const FIXED_VARIABLES = ['GIT_CONFIG_NOSYSTEM=1', 'GIT_CONFIG_GLOBAL=/dev/null', 'LC_ALL=C', 'LANGUAGE='];

const SETTINGS = [
  // The folder is named by a setting of ours and its hooks are off, so a volume may belong to another user.
  'safe.directory=*',
  'core.hooksPath=/dev/null',
  // What was acknowledged survives a power cut: objects first, then the reference.
  'core.fsync=all',
  'core.fsyncMethod=batch',
  'core.filesRefLockTimeout=200',
  'core.packedRefsTimeout=5000',
].flatMap((setting) => ['-c', setting]);

/** `env` gives Git its variables, since this room does not read the process's own. */
const COMMAND = [
  ...FOREIGN_VARIABLES.flatMap((name) => ['-u', name]),
  ...FIXED_VARIABLES,
  'git',
  '--literal-pathspecs',
  '--no-replace-objects',
  ...SETTINGS,
];

/** Git in the bare repository at a folder. */
export const gitIn =
  (dir: string): RunGit =>
  (args, input = '') =>
    runProgram([...COMMAND, `--git-dir=${dir}`, ...args], input);

/** Git outside any repository. */
export const gitAnywhere: RunGit = (args, input = '') => runProgram([...COMMAND, ...args], input);

function runProgram(args: readonly string[], input: string | Buffer): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn('env', args, { timeout: LONGEST_RUN });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => stdout.push(part));
    child.stderr.on('data', (part: Buffer) => stderr.push(part));
    // Git may end before it has read everything; its exit code tells why.
    child.stdin.on('error', () => {});
    child.on('error', ({ message }) => resolve({ code: null, stdout: Buffer.alloc(0), stderr: message }));
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.end(input);
  });
}

/** Git failed where it should not: its first words for a person. */
export const failed = (what: string, { code, stderr }: Answer): Unavailable => ({
  kind: 'unavailable',
  reason: `git ${what}: ${stderr.trim().split('\n')[0] || `ended with ${code ?? 'a signal'}`}`,
});
