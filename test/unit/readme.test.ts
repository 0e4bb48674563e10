import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from '../../src/files/disk.ts';
import { type Workspace, workspace } from '../fixtures/command.ts';
import { objectsIn, ofKind, rendered } from '../fixtures/fleet.ts';

const readme = readFileSync('README.md', 'utf8');
const scripts = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts);

/** GitHub's anchor of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\d -]/gu, '')
    .replaceAll(' ', '-');
const anchors = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchor(heading));

it('has a runbook for every alert', () => {
  const files = rendered([]);
  const rules = ['dist/system/manifests.yaml', 'dist/free-tier/manifests.yaml']
    .flatMap((path) => ofKind(objectsIn(files, path), 'PrometheusRule'))
    .flatMap(({ spec }) => spec.groups[0].rules);
  expect(rules.length).toBeGreaterThan(10);
  for (const { alert, annotations } of rules)
    expect(anchors, alert).toContain(annotations.runbook_url.split('#')[1]);
});

it('links to headings that are there', () => {
  for (const [, target = ''] of readme.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(target);
});

it('names npm scripts that are there', () => {
  const named = [...readme.matchAll(/npm (?:run )?(start|test|synth|golden|lint|types|format|bench)\b/g)].map(
    ([, name]) => name,
  );
  expect(named.length).toBeGreaterThan(4);
  for (const name of named) expect(scripts).toContain(name);
});

describe('its commands run', () => {
  const commands = [...readme.matchAll(/^npx mechanicbuddy ([^#\n]*)/gm)].map(([, line = '']) => line.trim());
  let place: Workspace;
  beforeAll(async () => {
    place = await workspace(await readFiles('.', ['platform.yaml', 'tenants', 'dist', 'argocd', 'schemas']));
    const person = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.org'];
    for (const args of [
      ['init', '--quiet'],
      ['add', '--all'],
      [...person, 'commit', '--quiet', '--message', 'the fleet'],
    ])
      execFileSync('git', args, { cwd: place.root });
  });
  afterAll(() => place.remove());

  it('are several', () => {
    expect(commands.length).toBeGreaterThan(4);
  });

  it.each(commands)('npx mechanicbuddy %s', async (line) => {
    const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
      ([, double, single, plain]) => double ?? single ?? plain ?? '',
    );
    // A move is not confirmed in the minute in which it began.
    place.pass(10);
    const { code, stderr } = await place.run(...words);
    expect(code, stderr).toBe(0);
  });
});

it('shows the first lines of the table that tenant list prints', async () => {
  const place = await workspace(await readFiles('.', ['platform.yaml', 'tenants']));
  try {
    const { stdout } = await place.run('tenant', 'list');
    for (const line of stdout.split('\n').slice(0, 3)) expect(readme).toContain(line);
  } finally {
    place.remove();
  }
});
