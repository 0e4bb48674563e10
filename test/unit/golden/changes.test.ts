import { expect, it } from 'vitest';
import { compareRendered } from '../../../src/diff/compare.ts';
import { differenceMarkdown } from '../../../src/diff/markdown.ts';
import { differenceText } from '../../../src/diff/text.ts';
import { applyChanges, readFiles } from '../../../src/files/disk.ts';
import { compareFiles, type FileSet } from '../../../src/files/file-set.ts';
import { allowedIn } from '../../../src/gate/allowed.ts';
import { type Change, judgeChange } from '../../../src/gate/judge.ts';
import { isRule, RULES, type RuleName } from '../../../src/gate/rules.ts';
import { type Fleet, parseFleet } from '../../../src/platform/fleet.ts';
import { problemLine } from '../../../src/records/problem.ts';
import { renderFleet } from '../../../src/synth/render.ts';

const OPTIONS = { generator: '0.0.0' };

async function fleetIn(folder: string): Promise<Fleet> {
  const result = parseFleet(await readFiles(folder, ['platform.yaml', 'tenants']));
  if (result.kind === 'problems') throw new Error(result.problems.map(problemLine).join('\n'));
  return result;
}

type Edits = { readonly [path: string]: readonly (readonly [from: string, to: string])[] };

/** What somebody wrote into rendered files by hand, which no record could say. */
async function edited(files: FileSet, folder: string): Promise<FileSet> {
  const text = (await readFiles(folder, ['by-hand.json'])).get('by-hand.json') ?? '{}';
  const all = new Map(files);
  for (const [path, edits] of Object.entries(JSON.parse(text) as Edits))
    for (const [from, to] of edits) {
      const before = all.get(path) ?? '';
      if (!before.includes(from)) throw new Error(`${from} is not in ${path}`);
      all.set(path, before.replace(from, to));
    }
  return all;
}

async function changeOf(name: string): Promise<Change> {
  const root = `test/golden/changes/${name}`;
  const [before, after] = [await fleetIn(`${root}/before`), await fleetIn(`${root}/after`)];
  const files = await edited(renderFleet(after, OPTIONS), `${root}/after`);
  const compared = compareRendered(renderFleet(before, OPTIONS), files);
  return { before: { ...before, unreadable: [] }, after, compared };
}

const judged = (change: Change, allowed: readonly RuleName[] = []) =>
  judgeChange(change, new Set(allowed)).map(problemLine);

/** A change of two fleets: how it is shown, and what is said of it. `npm run golden` writes it anew. */
it.each(['release', 'life', 'refused'])('the change “%s” is shown and judged as wanted', async (name) => {
  const change = await changeOf(name);
  const lines = judged(change);
  const files = new Map([
    ['diff.txt', differenceText(change.compared)],
    ['diff.md', differenceMarkdown(change.compared)],
    ['gate.txt', lines.map((line) => `${line}\n`).join('')],
  ]);
  const folder = `test/golden/changes/${name}/want`;
  const wanted = await readFiles(folder, ['.']);
  if (process.env['GOLDEN'] === 'update') await applyChanges(folder, compareFiles(wanted, files));
  else expect(Object.fromEntries(files)).toEqual(Object.fromEntries(wanted));
  expect(lines.length > 0).toBe(name === 'refused');
});

const rules = Object.keys(RULES).filter(isRule);
const isOf = (line: string, rule: RuleName) => line.includes(`“Allow: ${rule}”`);

it.each(rules)('%s is refused, and allowed by its trailer, which allows nothing else', async (rule) => {
  const change = await changeOf('refused');
  const lines = judged(change);
  expect(lines.filter((line) => isOf(line, rule)).length).toBeGreaterThan(0);
  const allowed = allowedIn([`We mean it\n\nAllow: ${rule}\n`], 'Allow').filter(isRule);
  const left = judged(change, allowed);
  // What records may not do hides what the gate says of the same rule.
  expect(left).toEqual(expect.arrayContaining(lines.filter((line) => !isOf(line, rule))));
  expect(left.filter((line) => isOf(line, rule))).toEqual([]);
});

it('all are allowed together', async () => {
  expect(judged(await changeOf('refused'), rules)).toEqual([]);
});
