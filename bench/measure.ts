import { spawnSync } from 'node:child_process';

/** What a program and its child processes used: CPU and wall-clock seconds, and MiB of the largest process. */
export interface Spent {
  readonly cpu: number;
  readonly clock: number;
  readonly memory: number;
}

/** GNU time asks the kernel after the program has ended (wait4): it does not sample, and it counts children. */
const TIME = '/usr/bin/time';

/**
 * Runs a program to its end, after all earlier writes are on disk, so that no program pays for another one's files.
 * @throws If the program fails, with the end of its output.
 */
export function measure(command: readonly string[]): Spent {
  spawnSync('sync');
  const all = ['--format', '%U %S %e %M', ...command];
  const { status, stderr, error } = spawnSync(TIME, all, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined)
    throw new Error(`${TIME} is needed (Debian: apt-get install time)`, { cause: error });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr.slice(-2000)}`);
  const [user = 0, system = 0, clock = 0, kibibytes = 0] = (stderr.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return { cpu: user + system, clock, memory: kibibytes / 1024 };
}
