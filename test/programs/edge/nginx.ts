import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type EdgeInput, nginxConf, type Ports } from './nginx-conf.ts';
import { type Echo, startEcho } from './talk.ts';

export interface Edge {
  readonly ports: Ports;
  stop(): Promise<void>;
}

/** A user's PATH rarely has the folders of programs that serve. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];

export function findNginx(folders: readonly string[] = FOLDERS): string {
  const found = folders.map((folder) => join(folder, 'nginx')).find(isExecutable);
  if (found === undefined) throw new Error('nginx is not installed (Debian: apt-get install nginx)');
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What `nginx -t` says about the settings, and whether it accepts them. */
export function checkSettings(input: EdgeInput): { readonly accepted: boolean; readonly output: string } {
  const nginx = findNginx();
  const folder = prepare(input, { http: 8080, http2: 8081, upstream: 8082 });
  try {
    const { status, stderr } = spawnSync(nginx, [...options(folder), '-t'], { encoding: 'utf8' });
    return { accepted: status === 0, output: stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** nginx with the settings, before an upstream that answers with what it was asked. */
export async function startEdge(input: EdgeInput): Promise<Edge> {
  const nginx = findNginx();
  const echo = await startEcho();
  const [http = 0, http2 = 0] = await freePorts(2);
  const ports = { http, http2, upstream: echo.port };
  const folder = prepare(input, ports);
  const child = spawn(nginx, options(folder), { stdio: ['ignore', 'ignore', 'pipe'] });
  const stop = () => stopAll(child, echo, folder);
  try {
    await answering(child, http, folder);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, stop };
}

function prepare(input: EdgeInput, ports: Ports): string {
  const folder = mkdtempSync(join(tmpdir(), 'edge-'));
  // As root, nginx would hand its work to a user who cannot enter this folder.
  const user = process.getuid?.() === 0 ? 'root' : undefined;
  writeFileSync(join(folder, 'nginx.conf'), nginxConf(input, ports, folder, user));
  return folder;
}

function options(folder: string): string[] {
  return ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
}

/** All are held at once, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(holders.map((holder) => once(holder, 'listening')));
  const ports = holders.map((holder) => (holder.address() as AddressInfo).port);
  await Promise.all(holders.map((holder) => once(holder.close(), 'close')));
  return ports;
}

async function answering(child: ChildProcess, port: number, folder: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await accepts(port)) return;
    await wait(50);
  }
  const log = join(folder, 'error.log');
  throw new Error(`nginx does not answer: ${said}${existsSync(log) ? readFileSync(log, 'utf8') : ''}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}

async function stopAll(child: ChildProcess, echo: Echo, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
  await echo.stop();
  rmSync(folder, { recursive: true });
}
