import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/gate/rules.ts';
import { platformSchema } from '../../../src/platform/schema.ts';
import type { Committer } from '../../../src/service/committer.ts';
import { environmentSchema, SECRET_VARIABLES } from '../../../src/service/environment.ts';
import { openMetrics } from '../../../src/service/metrics.ts';
import { anchorsOf, documentAt, firstCells, headingsOf } from '../../fixtures/documents.ts';
import { objectsIn, ofKind, rendered } from '../../fixtures/fleet.ts';
import { CHANGED, serverWith } from '../../fixtures/http.ts';

const sorted = (names: Iterable<string>) => [...names].sort();

describe('docs/runbooks.md', () => {
  const page = documentAt('docs/runbooks.md');
  const files = rendered([], readFileSync('platform.yaml', 'utf8'));
  const rules = ['dist/system/manifests.yaml', 'dist/free-tier/manifests.yaml']
    .flatMap((path) => ofKind(objectsIn(files, path), 'PrometheusRule'))
    .flatMap(({ spec }) => spec.groups[0].rules);
  const alerts = rules.map(({ alert }) => String(alert));

  it('has a heading for each alert, and no other', () => {
    expect(alerts.length).toBeGreaterThan(15);
    const headings = headingsOf(page).filter((heading) => heading.startsWith('MechanicBuddy'));
    expect(sorted(headings)).toEqual(sorted(alerts));
  });

  it.each(rules)('is where $alert links to', ({ annotations }) => {
    const [url, anchor] = annotations.runbook_url.split('#');
    expect(url).toMatch(/\/blob\/main\/docs\/runbooks\.md$/);
    expect(anchorsOf(page)).toContain(anchor);
  });
});

describe('docs/reference/api.md', () => {
  /** What the fleet page is made of: the page's own business. */
  const isPart = (url: string) => url.startsWith('/page/');

  it('has a row for each route, and no other', async () => {
    const routes: string[] = [];
    const { server } = serverWith(CHANGED);
    server.addHook('onRoute', ({ method, url }) => {
      const methods = [method].flat().filter((each) => each !== 'HEAD');
      if (!isPart(url)) routes.push(...methods.map((each) => `${each} ${url.replace(/:(\w+)/g, '{$1}')}`));
    });
    await server.ready();
    expect(routes.length).toBeGreaterThan(20);
    expect(sorted(firstCells(documentAt('docs/reference/api.md'), 'route'))).toEqual(sorted(routes));
    await server.close();
  });
});

describe('docs/reference/environment.md', () => {
  const page = documentAt('docs/reference/environment.md');
  const variables = Object.entries(environmentSchema.shape);

  it('has a row for each variable, and no other', () => {
    const named = page.text.match(/^\| `[A-Z_]+` \|/gm)?.map((row) => row.slice(3, -3)) ?? [];
    expect(sorted(named)).toEqual(sorted(variables.map(([name]) => name)));
  });

  it.each(variables)('says the default of %s, and whether it is a secret', (name, schema) => {
    const row = page.text.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    const [, , shown, about = ''] = row?.split(' | ').flatMap((cell) => cell.split('| ')) ?? [];
    const { data } = schema.safeParse(undefined);
    const value = Array.isArray(data) ? data.join(',') : data instanceof Map ? undefined : data;
    expect(shown).toBe(value === undefined ? '–' : `\`${value}\``);
    expect(about.startsWith('secret;')).toBe(SECRET_VARIABLES.some((secret) => secret === name));
  });
});

describe('docs/reference/metrics.md', () => {
  it('has a row for each metric, and no other', async () => {
    const metrics = openMetrics();
    metrics.watch({ queue: () => ({ length: 0 }) } as unknown as Committer);
    const text = await metrics.text();
    const types = [...text.matchAll(/^# TYPE (mechanicbuddy_\w+) (\w+)$/gm)];
    expect(types.length).toBeGreaterThan(10);
    const rows = documentAt('docs/reference/metrics.md').text.matchAll(
      /^\| `(mechanicbuddy_\w+)` \| (\w+) \|/gm,
    );
    const wanted = types.map(([, name, type]) => `${name} ${type}`);
    expect(sorted([...rows].map(([, name, type]) => `${name} ${type}`))).toEqual(sorted(wanted));
  });
});

describe('docs/reference/files.md', () => {
  it('has a row for each section of platform.yaml, and no other', () => {
    const sections = Object.keys(platformSchema.shape);
    expect(sorted(firstCells(documentAt('docs/reference/files.md'), 'section'))).toEqual(sorted(sections));
  });
});

describe('docs/operate.md', () => {
  it('has a row for each rule of the gate, and no other', () => {
    expect(sorted(firstCells(documentAt('docs/operate.md'), 'rule'))).toEqual(sorted(Object.keys(RULES)));
  });
});

describe('docs/reference/commands.md', () => {
  it('has a row for each npm script, and no other', () => {
    const scripts = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts);
    expect(sorted(firstCells(documentAt('docs/reference/commands.md'), 'script'))).toEqual(sorted(scripts));
  });
});
