import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECRETS } from './senders.ts';

/** A service in its own process. */
export interface Running {
  readonly url: string;
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
}

/** Milliseconds within which a service has to be ready. */
const LONGEST_START = 60_000;

export async function startProcess(
  program: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = { HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'fatal' };
  const secrets = { STRIPE_WEBHOOK_SECRET: SECRETS.stripe, SIGNUP_WEBHOOK_SECRET: SECRETS.signup };
  const env = { ...process.env, ...settings, ...secrets, ...variables };
  const child = spawn(process.execPath, program, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  const until = Date.now() + LONGEST_START;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`the service exited with code ${child.exitCode}`);
    if (Date.now() > until) await end('SIGKILL');
    await sleep(50);
  }
  return { url, end };
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A service's counters of its work with Git. */
export interface Counted {
  readonly commits: number;
  readonly failed: number;
  readonly conflicts: number;
}

export async function countedBy({ url }: Running): Promise<Counted> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`mechanicbuddy_${series} `))
        ?.split(' ')[1] ?? 0,
    );
  return {
    commits: read('commits_total{outcome="committed"}'),
    failed: read('commits_total{outcome="failed"}'),
    conflicts: read('commit_conflicts_total'),
  };
}
