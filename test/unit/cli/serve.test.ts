import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { serve } from '../../../src/cli/commands/serve.ts';
import { DEVELOPMENT } from '../../../src/cli/serving.ts';
import { signatureHeader } from '../../../src/events/signature.ts';
import { workspace } from '../../fixtures/command.ts';
import { ACME, filesOf } from '../../fixtures/fleet.ts';

const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** `serve` as the program runs it, until it is told to stop. */
async function serving(variables: Record<string, string>, { root = '', embedded = true, json = false } = {}) {
  const words = { stdout: '', stderr: '' };
  const terminal = {
    stdout: (text: string) => {
      words.stdout += text;
    },
    stderr: (text: string) => {
      words.stderr += text;
    },
    isInteractive: false,
    now: () => new Date(),
  };
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const ended = serve({ root, embedded, json }, terminal, variables, stopped);
  return { words, stop, ended };
}

async function place() {
  const made = await workspace(filesOf([ACME]));
  ends.push(made.remove);
  await made.run('synth');
  return made.root;
}

it('embedded: creates a repository from the work tree, prints commands and each request, and stops', async () => {
  const root = await place();
  const { words, stop, ended } = await serving({ PORT: '0' }, { root });
  await vi.waitFor(() => expect(words.stdout).toContain('curl'), { timeout: 120_000 });
  expect(words.stdout).toMatch(/created .*repository\.git from the work tree: \d+ files/);
  const url = /serving (http:\S+),/.exec(words.stdout)?.[1];
  const body = '{"name":"Hilltop Garage","ownerEmail":"owner@hilltop.example","tier":"free"}';
  const signature = signatureHeader(body, DEVELOPMENT.SIGNUP_WEBHOOK_SECRET, Math.floor(Date.now() / 1000));
  const answer = await fetch(`${url}/webhooks/signup`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'mechanicbuddy-signature': signature,
      'idempotency-key': 'key-1',
    },
  });
  expect(answer.status).toBe(201);
  expect(words.stdout).toMatch(
    /signup hilltop-garage → changed, commit [0-9a-f]{10} \(\d+ ms\)\n {2}tenants\/hilltop-garage\.yaml\n {2}dist\/free-tier\/tenants\/hilltop-garage\/application\.json\n {2}dist\/free-tier\/tenants\/hilltop-garage\/manifests\.yaml\n/,
  );
  stop();
  expect(await ended).toBe(0);
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();

  const again = await serving({ PORT: '0' }, { root });
  await vi.waitFor(() => expect(again.words.stdout).toContain('curl'), { timeout: 120_000 });
  expect(again.words.stdout).toContain('using ');
  again.stop();
  expect(await again.ended).toBe(0);
});

it('embedded: the fleet is open on this machine, and only while it cannot be reached from elsewhere', async () => {
  for (const [HOST, status] of [
    ['127.0.0.1', 200],
    ['0.0.0.0', 401],
  ] as const) {
    const { words, stop, ended } = await serving({ PORT: '0', HOST }, { root: await place() });
    await vi.waitFor(() => expect(words.stdout).toContain('curl'), { timeout: 120_000 });
    const [, url = '', port] = /the fleet page: (http:\S+:(\d+)\/)/.exec(words.stdout) ?? [];
    expect(url).toContain(HOST);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/api/fleet`)).status).toBe(status);
    stop();
    expect(await ended).toBe(0);
  }
});

it('reports every problem of its environment at once, without secrets, and exits 1', async () => {
  const variables = { GIT_ADAPTER: 'gitlab', PORT: 'http', SIGNUP_WEBHOOK_SECRET: 'hunter2' };
  const { words, ended } = await serving(variables, { embedded: false });
  expect(await ended).toBe(1);
  for (const name of ['GIT_ADAPTER', 'PORT', 'SIGNUP_WEBHOOK_SECRET'])
    expect(words.stderr).toContain(`environment: ${name}`);
  expect(words.stderr).not.toContain('hunter2');
  const asJson = await serving(variables, { embedded: false, json: true });
  expect(await asJson.ended).toBe(1);
  expect(JSON.parse(asJson.words.stdout)).toMatchObject({ valid: false, problems: expect.any(Array) });
});

it('ends with an error that names the port if it is in use: main.ts exits 3', async () => {
  const root = await place();
  const other = createServer().listen(0, '127.0.0.1');
  ends.push(() => other.close());
  await vi.waitFor(() => expect(other.listening).toBe(true), { timeout: 120_000 });
  const { port } = other.address() as AddressInfo;
  const { ended } = await serving({ PORT: String(port) }, { root });
  await expect(ended).rejects.toThrow(`127.0.0.1:${port}`);
});
