import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  anchorsOf,
  type Document,
  documentAt,
  documents,
  firstCells,
  headingsOf,
  proseOf,
} from '../../fixtures/documents.ts';

const all = documents();

/** Targets of a document's links: `[text](target)`; code is no link. */
function targets(document: Document): string[] {
  const prose = proseOf(document).replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** What is wrong with a link; nothing when it leads somewhere. */
function fault(document: Document, target: string): string | undefined {
  if (/^https?:\/\//.test(target)) return URL.canParse(target) ? undefined : 'no URL';
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? document.path : normalize(join(dirname(document.path), file));
  if (!existsSync(path)) return `${path} does not exist`;
  if (anchor === undefined) return statSync(path).isDirectory() ? `${path} is a folder` : undefined;
  return anchorsOf(documentAt(path)).includes(anchor) ? undefined : `${path} has no heading #${anchor}`;
}

describe.each(all)('$path', (document) => {
  it('links to what exists', () => {
    const faults = targets(document).flatMap((target) => {
      const found = fault(document, target);
      return found === undefined ? [] : [`${target}: ${found}`];
    });
    expect(faults).toEqual([]);
  });
});

it('sees links, and notices those that lead nowhere', () => {
  const [readme] = all as [Document];
  expect(targets(readme).length).toBeGreaterThan(8);
  const page = {
    path: 'docs/page.md',
    text: '# Page\n[a](gone.md) [b](#page) [c](operate.md#gone) `[d](x)`\n',
  };
  expect(targets(page)).toEqual(['gone.md', '#page', 'operate.md#gone']);
  expect(fault(page, 'gone.md')).toBe('docs/gone.md does not exist');
  expect(fault(page, 'operate.md#gone')).toBe('docs/operate.md has no heading #gone');
  expect(fault(page, 'operate.md#the-gate')).toBeUndefined();
});

/** Files and folders that a document names as code; with a placeholder, or of the state, they need not be there. */
function namedPaths(document: Document): string[] {
  const spans = [...proseOf(document).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return spans.filter((code) => /^(src|test|bench|imports|docs)\/[\w./-]*$/.test(code));
}

it.each(all)('$path names files that exist', (document) => {
  expect(namedPaths(document).filter((path) => !existsSync(path))).toEqual([]);
});

describe('docs/architecture.md', () => {
  const page = documentAt('docs/architecture.md');

  it('has a row for each room, and no other', () => {
    const rooms = readdirSync('src').map((room) => `src/${room}/`);
    expect(firstCells(page, 'room').sort()).toEqual(rooms.sort());
  });

  it('walks the ways of a record, an event, a release and a review', () => {
    expect(namedPaths(page).filter((path) => path.endsWith('.ts')).length).toBeGreaterThan(20);
  });
});

it('lists every decision in the index of the decisions', () => {
  const pages = readdirSync('docs/decisions').filter((name) => name !== 'README.md');
  const listed = targets(documentAt('docs/decisions/README.md')).filter((target) => pages.includes(target));
  expect(listed.sort()).toEqual(pages.sort());
});

it.each(readdirSync('docs/decisions').filter((name) => name !== 'README.md'))(
  'docs/decisions/%s has context, decision and consequence',
  (name) => {
    const headings = headingsOf(documentAt(`docs/decisions/${name}`)).slice(1);
    expect(headings).toEqual(['Context', 'Decision', 'Consequence']);
  },
);

it('can be reached from the README, page by page', () => {
  const reached = new Set(['README.md']);
  for (const path of reached) {
    for (const target of targets(documentAt(path))) {
      const [file = ''] = target.split('#');
      const to = normalize(join(dirname(path), file));
      if (file.endsWith('.md') && existsSync(to)) reached.add(to);
    }
  }
  expect(all.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});

it('has a README that a newcomer reads in one go', () => {
  expect(documentAt('README.md').text.split('\n').length).toBeLessThan(250);
});
