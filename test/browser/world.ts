import { join } from 'node:path';
import { vi } from 'vitest';
import { serve } from '../../src/cli/commands/serve.ts';
import { DEVELOPMENT } from '../../src/cli/serving.ts';
import { localRepository } from '../../src/git/local.ts';
import { workspace } from '../fixtures/command.ts';
import { serviceOn } from '../fixtures/service.ts';
import { fleetFiles } from './fleet.ts';

/** Starts `serve --embedded` with a fleet, from the command line. */
export async function embedded(count: number) {
  const { root, remove } = await workspace(fleetFiles(count));
  const stdout: string[] = [];
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const terminal = {
    stdout: (text: string) => void stdout.push(text),
    stderr: (text: string) => void stdout.push(text),
    isInteractive: false,
    now: () => new Date(),
  };
  const variables = { PORT: '0', SWEEP_INTERVAL_SECONDS: '0', RATE_LIMIT_MAX: '100000' };
  const ended = serve({ root, embedded: true, json: false }, terminal, variables, stopped);
  const url = await vi.waitFor(
    () => {
      const found = /serving (http:\S+),/.exec(stdout.join(''))?.[1];
      if (found === undefined) throw new Error(`not serving: ${stdout.join('')}`);
      return found;
    },
    { timeout: 50_000 },
  );
  const token = DEVELOPMENT.ADMIN_TOKENS.replace('developer=', '');
  return {
    url,
    dir: join(root, '.local/repository.git'),
    /** Sends an administrator's call and returns the answer's status. */
    async admin(method: string, path: string, body?: object): Promise<number> {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const payload = body === undefined ? {} : { body: JSON.stringify(body) };
      const json = body === undefined ? { authorization: headers.authorization } : headers;
      return (await fetch(`${url}/api/tenants${path}`, { method, headers: json, ...payload })).status;
    },
    async close() {
      stop();
      await ended;
      remove();
    },
  };
}

/** Starts a service that is not in development with the same repository. */
export const guarded = (dir: string) => serviceOn(localRepository({ dir, branch: 'main' }));
