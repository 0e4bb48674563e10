import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHANGED, serverWith } from '../../fixtures/http.ts';

const { server } = serverWith(CHANGED);
const get = (url: string, headers = {}) => server.inject({ url, headers });

it('the shell needs no token, holds no data, and lets a browser do nothing else', async () => {
  const answer = await get('/?q=acme&tenant=acme');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  const policy = String(answer.headers['content-security-policy']).split('; ');
  expect(policy).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]),
  );
  expect(policy.join()).not.toContain('unsafe');
  expect(answer.body).not.toContain('acme');
  expect(answer.body).toBe((await get('/')).body);
});

it('names files that are there, each with its type, and nothing of anybody else’s', async () => {
  const shell = (await get('/')).body;
  const named = [...shell.matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(3);
  const types = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
  for (const path of named) {
    const answer = await get(path);
    expect(answer.statusCode, path).toBe(200);
    expect(answer.headers['content-type']).toContain(types[path.split('.').at(-1) as keyof typeof types]);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  }
  expect(shell).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|https?:/);
});

it('its modules ask for one another and for nothing else, and write no markup', async () => {
  const names = readdirSync('src/http/page').filter((name) => name.endsWith('.js'));
  for (const name of names) {
    const text = readFileSync(`src/http/page/${name}`, 'utf8');
    for (const [, path = ''] of text.matchAll(/^import .*'(.+)';$/gm)) expect(names).toContain(path.slice(2));
    expect((await get(`/page/${name}`)).body).toBe(text);
    expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/);
  }
});

it('sends a file once: the same tag is answered with nothing', async () => {
  const { etag } = (await get('/page/main.js')).headers;
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await get('/page/main.js', { 'if-none-match': tag });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  }
  expect((await get('/page/main.js', { 'if-none-match': '"other"' })).statusCode).toBe(200);
});

it.each([
  '/page/',
  '/page/nothing.js',
  '/page/..%2fserver.ts',
  '/page/../server.ts',
  '/page/__proto__',
  '/page/index.html/x',
  '/index.html',
])('%s is nothing', async (path) => {
  const answer = await get(path);
  expect(answer.statusCode).toBe(404);
  expect(answer.headers['content-type']).toContain('application/problem+json');
});
