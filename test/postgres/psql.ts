import { spawn } from 'node:child_process';

export type Environment = Readonly<Record<string, string>>;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, with optional input. */
export function runProgram(command: readonly string[], environment: Environment, input = ''): Promise<Ran> {
  const [program = '', ...args] = command;
  // Without SHLVL, bash treats a socket on its input as a remote shell and reads the machine's settings.
  const env = { PATH: process.env['PATH'] ?? '', SHLVL: '1', ...environment };
  const child = spawn(program, args, { env });
  const words = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (words.stdout += chunk));
  child.stderr.on('data', (chunk) => (words.stderr += chunk));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...words }));
  });
}

/** Runs SQL as a role and returns only values. */
export function psql(environment: Environment, sql: string): Promise<Ran> {
  return runProgram(['psql', '--no-psqlrc', '-qAt', '-v', 'ON_ERROR_STOP=1'], environment, sql);
}

/**
 * Runs SQL and returns its lines.
 * @throws If it fails.
 */
export async function ask(environment: Environment, sql: string): Promise<string[]> {
  const { code, stdout, stderr } = await psql(environment, sql);
  if (code !== 0) throw new Error(`${sql}\n${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}
