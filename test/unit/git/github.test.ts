import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GitHubRepositoryOptions, githubRepository } from '../../../src/git/github.ts';
import type { SeenRequest } from '../../fixtures/fault-proxy.ts';
import {
  as,
  committed,
  describeContract,
  everything,
  filesAt,
  headOf,
  messagesOf,
} from '../../fixtures/git-contract.ts';
import {
  FAST,
  type GitHubGround,
  type GitHubWorld,
  PRIVATE_KEY,
  startGitHub,
  TOKEN,
} from '../../fixtures/git-github-ground.ts';
import { commitOn } from '../../fixtures/git-lines.ts';
import { localGround, removeLocalGrounds } from '../../fixtures/git-local-ground.ts';

let world: GitHubWorld;
beforeAll(async () => {
  world = await startGitHub();
});
afterAll(async () => {
  removeLocalGrounds();
  await world.stop();
});

describeContract((files) => world.ground(files));

const APP = { appId: '7', installationId: '77', privateKey: PRIVATE_KEY };
const START = new Map([['a', 'A']]);

/** This repository's requests. */
const seenOf = ({ repository }: GitHubGround): SeenRequest[] =>
  world.proxy.seen.filter(({ path }) => path.startsWith(`/repos/${repository}`));

describe.concurrent('requests', () => {
  it('are those that GitHub documents', async () => {
    const ground = await world.ground(START);
    const repository = ground.open();
    const head = await headOf(repository);
    const next = committed(
      await commitOn(repository, head, { write: { b: 'B' }, remove: ['a'], message: 'm' }),
    );
    const last = committed(await commitOn(repository, next, { write: { b: 'C' } }));
    as('snapshot', await repository.snapshot(last, ['b']));
    as('difference', await repository.difference(head, last, []));
    await messagesOf(repository, 'b', 7);
    const own = `/repos/${ground.repository}`;
    const lines = seenOf(ground).map(({ method, path, query }) =>
      `${method} ${path.replace(own, '')} ${query}`.trim(),
    );
    expect(lines.map((line) => line.replaceAll(/[0-9a-f]{40}/g, 'SHA'))).toEqual([
      'GET /git/ref/heads/main',
      'GET /git/ref/heads/main',
      'GET /git/commits/SHA',
      'POST /git/trees',
      'POST /git/commits',
      'PATCH /git/refs/heads/main',
      // The second commit knows its parent's tree.
      'POST /git/trees',
      'POST /git/commits',
      'PATCH /git/refs/heads/main',
      'GET /git/trees/SHA recursive=1',
      'GET /git/blobs/SHA',
      'GET /compare/SHA...SHA per_page=1',
      // The comparison tells no modes, the list of the folder does.
      'GET /git/trees/SHA',
      'GET /commits sha=main&path=b&per_page=7&page=1',
    ]);
  });

  it('carry credentials and version, and neither author nor force', async () => {
    const ground = await world.ground(START);
    committed(await commitOn(ground.open(), ground.head, { write: { b: 'B' }, remove: ['a'], message: 'm' }));
    for (const { headers } of seenOf(ground))
      expect(headers).toMatchObject({
        authorization: `token ${TOKEN}`,
        'x-github-api-version': '2022-11-28',
        accept: 'application/vnd.github.v3+json',
        'user-agent': expect.stringContaining('mechanicbuddy-platform'),
      });
    const bodies = seenOf(ground).flatMap(({ body }) => (body === '' ? [] : [JSON.parse(body)]));
    const sha = expect.stringMatching(/^[0-9a-f]{40}$/);
    const file = { mode: '100644', type: 'blob' };
    expect(bodies).toEqual([
      {
        base_tree: sha,
        tree: [
          { path: 'a', ...file, sha: null },
          { path: 'b', ...file, content: 'B' },
        ],
      },
      { message: 'm', tree: sha, parents: [ground.head] },
      { sha, force: false },
    ]);
  });

  it('take one archive for many files and single ones for those it left out or changed', async () => {
    const files = new Map(Array.from({ length: 60 }, (_, i) => [`f${i}`, `text ${i}`] as const));
    const ground = await world.ground(files);
    const entries = [...files].slice(2).map(([path, text]) => {
      const body = path === 'f9' ? 'substituted' : text;
      return { header: { name: `x/${path}`, size: body.length, type: 'file' as const }, body };
    });
    const archive = gzipSync(await packTar(entries));
    ground.archive(archive);
    expect(await everything(ground.open())).toEqual(Object.fromEntries(files));
    const kinds = seenOf(ground).map(({ path }) => path.split('/').slice(4, 6).join('/'));
    expect(kinds.filter((kind) => kind === 'git/blobs')).toHaveLength(3);
    expect(kinds.filter((kind) => kind.startsWith('tarball'))).toHaveLength(1);
  });

  it('read an archive as Git packs it', async () => {
    const deep = `${'a-folder-with-a-long-name/'.repeat(12)}${'ü'.repeat(120)}.yaml`;
    const numbered = Array.from({ length: 60 }, (_, i) => [`f/${i}`, `text ${i}`] as const);
    const files = new Map([...numbered, [deep, 'deep'], ['empty', '']]);
    const ground = await world.ground(files);
    const local = await localGround(files);
    const pack = ['archive', '--format=tar.gz', '--prefix=bot-state-1234567/', 'main'];
    ground.archive(execFileSync('git', [`--git-dir=${local.dir}`, ...pack]));
    expect(await everything(ground.open())).toEqual(Object.fromEntries(files));
    expect(seenOf(ground).filter(({ path }) => path.includes('/git/blobs/'))).toEqual([]);
    const change = (body: string) => JSON.stringify({ ...JSON.parse(body), truncated: true });
    ground.plan(({ query }) => (query.has('recursive') ? { kind: 'changed', change } : undefined));
    const { entries: found } = as('snapshot', await ground.open().snapshot(ground.head, []));
    expect(found).toEqual(filesAt(...files.keys()));
  });

  it('take the archive where the tree is too large to be listed', async () => {
    const ground = await world.ground(
      new Map([
        ['x/y', 'Y'],
        ['x/z', 'Z'],
        ['a', 'A'],
      ]),
    );
    const many = Object.fromEntries(Array.from({ length: 310 }, (_, i) => [`many/${i}`, '']));
    const next = committed(await commitOn(ground.open(), ground.head, { write: many }));
    const change = (body: string) => JSON.stringify({ ...JSON.parse(body), truncated: true, tree: [] });
    ground.plan(({ query }) => (query.has('recursive') ? { kind: 'changed', change } : undefined));
    expect(await ground.open().snapshot(ground.head, ['x/'])).toMatchObject({
      entries: filesAt('a', 'x/y', 'x/z'),
      texts: new Map([
        ['x/y', 'Y'],
        ['x/z', 'Z'],
      ]),
    });
    expect(await ground.open().difference(ground.head, next, [])).toEqual({ kind: 'unrelated' });
  });

  it('that break off in an archive are told as such', async () => {
    const ground = await world.ground(
      new Map(Array.from({ length: 60 }, (_, i) => [`f${i}`, `text ${i}`] as const)),
    );
    ground.plan(({ path }) => (path.includes('/tarball/') ? { kind: 'half-answer' } : undefined));
    expect(await ground.open().snapshot(ground.head, ['f1', 'f2'])).toMatchObject({ kind: 'snapshot' });
    const all = Array.from({ length: 60 }, (_, i) => `f${i}`);
    expect(await ground.open().snapshot(ground.head, all)).toMatchObject({ kind: 'unavailable' });
  });

  it('do not fail for deleting what is not there', async () => {
    const ground = await world.ground(START);
    const change = { write: { b: 'B' }, remove: ['nowhere', 'a'] };
    committed(await commitOn(ground.open(), ground.head, change));
    expect(await everything(ground.open())).toEqual({ b: 'B' });
  });
});

describe.concurrent('an App', () => {
  it('commits with a token of its installation', async () => {
    const ground = await world.ground(START);
    const repository = ground.open({ auth: APP });
    const first = committed(await commitOn(repository, ground.head, { write: { b: 'B' } }));
    committed(await commitOn(repository, first, { write: { b: 'C' } }));
    committed(
      await commitOn(
        ground.open({ auth: { ...APP, privateKey: PRIVATE_KEY.replaceAll('\n', '\\n') } }),
        await headOf(repository),
        {},
      ),
    );
    const used = new Set(seenOf(ground).map(({ headers }) => headers.authorization));
    expect([...used]).toEqual([expect.stringMatching(/^token ghs_/), expect.stringMatching(/^token ghs_/)]);
  });
});

describe.concurrent('settings that can never work', () => {
  const { privateKey: other } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const cases: Record<string, readonly [Partial<GitHubRepositoryOptions>, string]> = {
    'a repository that is not there': [{ repository: 'bot/nowhere' }, 'GitHub finds no bot/nowhere'],
    'a branch that is not there': [{ branch: 'other' }, 'has no branch other'],
    'another key': [{ auth: { ...APP, privateKey: other } }, 'GitHub refuses the credentials'],
    'no installation': [{ auth: { ...APP, installationId: '78' } }, 'that the App is installed'],
  };

  it.each(Object.entries(cases))('names %s', async (_name, [options, words]) => {
    const ground = await world.ground(START);
    const lines: string[] = [];
    const use = ground.open({ ...options, log: (line) => lines.push(line) }).head();
    const error = await use.then(String, (thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'GitSettingError', message: expect.stringContaining(words) });
    const told = [String(error), (error as Error).stack, JSON.stringify(error), ...lines].join('\n');
    expect(told).not.toMatch(/secret-token|PRIVATE KEY|ghs_|eyJ/);
  });

  it('names what is no repository and what is no token at once', () => {
    const options = { repository: 'bot/x', branch: 'main', auth: { token: TOKEN } };
    expect(() => githubRepository({ ...options, repository: 'https://github.com/x/y' })).toThrow(
      'write owner/name',
    );
    const broken = () =>
      githubRepository({ ...options, auth: { ...APP, privateKey: PRIVATE_KEY.slice(0, 300) } });
    expect(broken).toThrow(
      /^the private key of the GitHub App is invalid: use the PEM file that GitHub generated$/,
    );
    const split = () => githubRepository({ ...options, auth: { token: 'secret\ntoken' } });
    expect(split).toThrow(/^the GitHub token is empty or contains characters that no token has$/);
  });

  it('takes a token with a line end after it', async () => {
    const ground = await world.ground(START);
    expect(await headOf(ground.open({ auth: { token: `${TOKEN}\n` } }))).toBe(ground.head);
  });

  it('names credentials that are refused at first, and is unavailable when they are later', async () => {
    const ground = await world.ground(START);
    const repository = ground.open();
    await repository.head();
    ground.plan(() => ({ kind: 'status', status: 401, message: 'Bad credentials' }));
    await expect(ground.open().head()).rejects.toThrow('GitHub refuses the credentials');
    const unavailable = { kind: 'unavailable', reason: 'GitHub answered 401: Bad credentials' };
    expect(await repository.head()).toEqual(unavailable);
    expect(await repository.snapshot(ground.head, [])).toEqual(unavailable);
    expect(await repository.difference(ground.head, ground.head, [])).toEqual(unavailable);
    expect(await repository.history('a', 1)).toEqual(unavailable);
    expect(await commitOn(repository, ground.head, { write: { a: 'B' } })).toEqual(unavailable);
  });

  it('is unavailable while the server is out of reach, and works afterwards', async () => {
    const ground = await world.ground(START);
    const repository = ground.open({ timing: { ...FAST, requestTimeout: 200 } });
    ground.plan(() => ({ kind: 'reset' }));
    const reason = expect.stringMatching(/^no answer from GitHub: /);
    expect(await repository.head()).toEqual({ kind: 'unavailable', reason });
    ground.plan(() => undefined);
    expect(await headOf(repository)).toBe(ground.head);
  });
});
