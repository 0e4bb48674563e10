import { spawn } from 'node:child_process';
import type { Environment } from './psql.ts';

/** A session of the shared API: it stays connected and writes as fast as possible until a write fails. */
export function startWriter(environment: Environment, schema: string) {
  const child = spawn('psql', ['--no-psqlrc', '-qAt', '-v', 'ON_ERROR_STOP=1'], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  });
  const acknowledged: string[] = [];
  let stderr = '';
  const write = () =>
    child.stdin.write(
      `INSERT INTO ${schema}.customer (name) VALUES ('written ${acknowledged.length + 1}') RETURNING id;\n`,
    );
  child.stdout.on('data', (chunk) => {
    for (const line of String(chunk).split('\n')) {
      if (!/^\d+$/.test(line)) continue;
      acknowledged.push(line);
      write();
    }
  });
  child.stderr.on('data', (chunk) => (stderr += chunk));
  child.stdin.on('error', () => undefined); // psql has ended: `ended` reports it
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  write();
  return { acknowledged, ended, kill: () => child.kill('SIGKILL'), said: () => stderr };
}

/** A session that wrote and keeps its transaction open. */
export function openTransaction(environment: Environment, sql: string) {
  const child = spawn('psql', ['--no-psqlrc', '-qAt'], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdin.on('error', () => undefined); // the fence ended it: the test expects that
  child.stdin.write(`BEGIN; ${sql};\n`);
  return {
    commit: () => {
      child.stdin.end('COMMIT;\n');
      return ended;
    },
    kill: () => child.kill('SIGKILL'),
  };
}
