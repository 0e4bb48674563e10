import { execFile } from 'node:child_process';

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl with the cluster of KUBECONFIG, and optional input. */
export function kubectl(args: readonly string[], stdin = ''): Promise<Answer> {
  if (process.env['KUBECONFIG'] === undefined) {
    throw new Error('KUBECONFIG is not set: docs/install.md says how to create a cluster for these tests');
  }
  return new Promise((resolve) => {
    const child = execFile('kubectl', [...args], { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, stdout, stderr });
    });
    child.stdin?.end(stdin);
  });
}

/**
 * Returns kubectl's JSON output.
 * @throws If kubectl fails, with its message.
 */
export async function kubectlJson<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await kubectl([...args, '-o', 'json']);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/**
 * Polls every half second until the answer is accepted.
 * @throws After this many seconds, with the last answer.
 */
export async function until<T>(
  seconds: number,
  ask: () => Promise<T>,
  isDone: (answer: T) => boolean,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
