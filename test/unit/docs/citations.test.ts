import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { anchorsOf, documentAt } from '../../fixtures/documents.ts';

/** This file names what it forbids. */
const SELF = 'test/unit/docs/citations.test.ts';
const SOURCES = ['src', 'imports', 'test', 'bench'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => /\.(ts|js|mjs|cjs|css|html)$/.test(path) && path !== SELF),
);

/** Names of documents that are not in this repository: a comment says the reason itself, or names a page in docs/. */
const FOREIGN =
  /design rule|\(design, |\(interfaces[,)]|application contract|[(;] ?(?:facts|seed), [“"`\w]|\bfacts\/|\(issue \d|\bissue \d+,|\bthe seed[’']s/i;

function lines(path: string, pattern: RegExp): string[] {
  const text = readFileSync(path, 'utf8').split('\n');
  return text.flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : []));
}

it('cites no document that is not here', () => {
  expect(SOURCES.length).toBeGreaterThan(400);
  const found = SOURCES.flatMap((path) => lines(path, FOREIGN));
  // A cluster test compares itself with the charts’ manual where that lies beside the repository.
  expect(found.filter((line) => !line.includes("'../shared/"))).toEqual([]);
});

it.each([
  'a rule (design, “Lifecycle”)',
  'as design rule 2 says',
  '(issue 6, point 7)',
  'see issue 6, point 7',
  '(facts, cdk8s)',
  '(interfaces, “HTTP”)',
  'numbers are the application contract’s',
  'answers the seed’s port-forward',
])('would notice: %s', (text) => {
  expect(text).toMatch(FOREIGN);
});

it('cites documents and headings that exist', () => {
  const cited = SOURCES.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\bdocs\/([\w/-]+\.md)(?:#([\w-]+))?/g)].map(
      ([, file = '', anchor]) => ({ path, page: `docs/${file}`, anchor }),
    ),
  );
  const faults = cited.filter(
    ({ page, anchor }) =>
      !existsSync(page) || (anchor !== undefined && !anchorsOf(documentAt(page)).includes(anchor)),
  );
  expect(cited.length).toBeGreaterThan(40);
  // The test of links makes up pages.
  expect(faults.filter(({ path }) => !path.startsWith('test/unit/docs/'))).toEqual([]);
});
