import { spawn } from 'node:child_process';
import type { Unavailable } from './port.ts';

/** What the `git` program answered. */
export interface Answer {
  /** 0 when it succeeded, 127 when there is no `git`, `null` when it was killed or could not be started. */
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs Git. Never rejects.
 *
 * @param input what Git reads from its standard input
 */
export type RunGit = (args: readonly string[], input?: string | Buffer) => Promise<Answer>;

/** Milliseconds after which a Git of the service that hangs is killed. */
const LONGEST_RUN = 120_000;

/** Variables of a hook, a rebase or a person's shell that would lead Git to another repository. */
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

/** Only the repository's own configuration; messages in English, since some are parsed. */
const FIXED_VARIABLES = ['GIT_CONFIG_NOSYSTEM=1', 'GIT_CONFIG_GLOBAL=/dev/null', 'LC_ALL=C', 'LANGUAGE='];

const SETTINGS = [
  // The operator names the folder, and hooks are off: a volume may belong to another user.
  'safe.directory=*',
  'core.hooksPath=/dev/null',
  // An acknowledged commit survives a power cut: objects are flushed before the reference.
  'core.fsync=all',
  'core.fsyncMethod=batch',
  'core.filesRefLockTimeout=200',
  'core.packedRefsTimeout=5000',
].flatMap((setting) => ['-c', setting]);

const ISOLATED_GIT = [
  ...FOREIGN_VARIABLES.flatMap((name) => ['-u', name]),
  ...FIXED_VARIABLES,
  'git',
  '--literal-pathspecs',
  '--no-replace-objects',
  ...SETTINGS,
];

/** Git in the bare repository at a folder, whatever the environment and the user's configuration say. */
export const gitInRepository =
  (dir: string): RunGit =>
  (args, input) =>
    runProgram([...ISOLATED_GIT, `--git-dir=${dir}`, ...args], input, LONGEST_RUN);

/** Git outside any repository, whatever the environment and the user's configuration say. */
export const gitAnywhere: RunGit = (args, input) =>
  runProgram([...ISOLATED_GIT, ...args], input, LONGEST_RUN);

/** Git in a folder of a work tree, as the user would run it there. */
export const gitInWorkTree =
  (root: string): RunGit =>
  (args, input) =>
    runProgram(['git', '-C', root, ...args], input);

/** Starts `env`, which sets variables for Git: this room does not read the process's own. */
function runProgram(args: readonly string[], input: string | Buffer = '', timeout?: number): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn('env', args, { timeout });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => stdout.push(part));
    child.stderr.on('data', (part: Buffer) => stderr.push(part));
    // Git may end before it has read everything; its exit code says why.
    child.stdin.on('error', () => {});
    child.on('error', ({ message }) => resolve({ code: null, stdout: Buffer.alloc(0), stderr: message }));
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.end(input);
  });
}

/** The reason why Git failed: the first line of its message. */
export const failureReason = (command: string, { code, stderr }: Answer): string =>
  `git ${command}: ${stderr.trim().split('\n')[0] || `ended with ${code ?? 'a signal'}`}`;

/** A failure of Git that may pass. */
export const gitFailure = (command: string, answer: Answer): Unavailable => ({
  kind: 'unavailable',
  reason: failureReason(command, answer),
});
