import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const SECRET = 'signup-secret-of-the-bench';

export interface ServiceProcess {
  readonly port: number;
  /** Seconds from the start of the process until `/health/ready` succeeds. */
  readonly startUp: number;
  /** Current and peak memory of the process in MiB. */
  readonly memory: () => { readonly now: number; readonly most: number };
  /** CPU seconds since its start, including finished Git processes. */
  readonly cpu: () => { readonly own: number; readonly children: number };
  readonly end: () => Promise<void>;
}

/** Starts the service as it is deployed: from the command line, with settings from the environment, and with logs. */
export async function startProcess(dir: string): Promise<ServiceProcess> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, ['lib/src/cli/main.js', 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      GIT_ADAPTER: 'local',
      GIT_DIR: dir,
      SIGNUP_WEBHOOK_SECRET: SECRET,
    },
  });
  const ended = once(child, 'exit');
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`the service exited with code ${child.exitCode}`);
    await sleep(10);
  }
  return {
    port,
    startUp: (performance.now() - began) / 1000,
    memory: () => memoryOf(child.pid),
    cpu: () => cpuOf(child.pid),
    async end() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

function memoryOf(pid = 0) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return { now: mebibytes('VmRSS'), most: mebibytes('VmHWM') };
}

/** Linux counts in hundredths of a second. */
function cpuOf(pid = 0) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return { own: (user + system) / 100, children: (childUser + childSystem) / 100 };
}
