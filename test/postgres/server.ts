import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { psql } from './psql.ts';

/** Debian's folders of PostgreSQL's programs, newest first. Elsewhere the programs are on the PATH. */
function programs(): string {
  try {
    const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
    return versions[0] === undefined ? '' : `/usr/lib/postgresql/${versions[0]}/bin/`;
  } catch {
    return '';
  }
}

/** PostgreSQL does not run as root, so root runs it as the user that its package created. */
function person(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts a PostgreSQL on a free port. Anybody may log in as any role. */
export async function startPostgresql(settings: readonly string[] = []) {
  const dir = mkdtempSync(join(tmpdir(), 'mechanicbuddy-postgresql-'));
  const as = person();
  if (as.uid !== undefined && as.gid !== undefined) chownSync(dir, as.uid, as.gid);
  const data = join(dir, 'data');
  const bin = programs();
  execFileSync(`${bin}initdb`, ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync'], {
    ...as,
    cwd: dir,
    stdio: 'ignore',
  });
  const port = await freePort();
  const options = ['fsync=off', 'listen_addresses=127.0.0.1', ...settings].flatMap((each) => ['-c', each]);
  const server = spawn(`${bin}postgres`, ['-D', data, '-k', dir, '-p', String(port), ...options], {
    ...as,
    cwd: dir,
    stdio: 'ignore',
  });
  const superuser = { PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'postgres', PGDATABASE: 'postgres' };
  for (let tries = 0; (await psql(superuser, 'SELECT 1')).code !== 0; tries++) {
    if (tries > 100) throw new Error('PostgreSQL did not start');
    await sleep(100);
  }
  return {
    environment: superuser,
    dir,
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
