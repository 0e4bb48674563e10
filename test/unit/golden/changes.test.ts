import { expect, it } from 'vitest';
import { compareRendered } from '../../../src/diff/compare.ts';
import { differenceMarkdown } from '../../../src/diff/markdown.ts';
import { differenceText } from '../../../src/diff/text.ts';
import { applyChanges, readFiles } from '../../../src/files/disk.ts';
import { compareFiles } from '../../../src/files/file-set.ts';
import { crowdViolations, gateViolations, violationProblem } from '../../../src/gate/gate.ts';
import { type Fleet, parseFleet } from '../../../src/platform/fleet.ts';
import { problemLine } from '../../../src/records/problem.ts';
import type { TenantRecord } from '../../../src/records/schema.ts';
import { renderFleet } from '../../../src/synth/render.ts';

const byId = ({ records }: Fleet) =>
  new Map<string, TenantRecord>(records.map((record) => [record.id, record]));

async function fleetIn(folder: string): Promise<Fleet> {
  const result = parseFleet(await readFiles(folder, ['platform.yaml', 'tenants']));
  if (result.kind === 'problems') throw new Error(result.problems.map(problemLine).join('\n'));
  return result;
}

/** A change of two fleets: how it is shown, and what the gate says of it. `npm run golden` writes it anew. */
it.each(['release', 'life', 'refused'])('the change “%s” is shown and judged as wanted', async (name) => {
  const root = `test/golden/changes/${name}`;
  const [before, after] = [await fleetIn(`${root}/before`), await fleetIn(`${root}/after`)];
  const options = { generator: '0.0.0' };
  const compared = compareRendered(renderFleet(before, options), renderFleet(after, options));
  const sides = { before: byId(before), after: byId(after), platform: after.platform };
  const violations = [...gateViolations(compared, sides), ...crowdViolations(compared, sides)];
  const lines = violations.map((violation) => problemLine(violationProblem(violation, after.platform)));
  const files = new Map([
    ['diff.txt', differenceText(compared)],
    ['diff.md', differenceMarkdown(compared)],
    ['gate.txt', lines.map((line) => `${line}\n`).join('')],
  ]);
  const wanted = await readFiles(`${root}/want`, ['.']);
  if (process.env['GOLDEN'] === 'update') await applyChanges(`${root}/want`, compareFiles(wanted, files));
  else expect(Object.fromEntries(files)).toEqual(Object.fromEntries(wanted));
  expect(lines.length > 0).toBe(name === 'refused');
});
