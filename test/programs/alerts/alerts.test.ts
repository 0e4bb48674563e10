import { describe, expect, it } from 'vitest';
import { ACME, BIGSHOP, objectsIn, ofKind, PETE, PLATFORM, rendered, TRYOUT } from '../../fixtures/fleet.ts';
import { APPLICATIONS } from './applications.ts';
import { BACKUPS } from './backups.ts';
import { CERTIFICATES } from './certificates.ts';
import { DATABASES } from './databases.ts';
import { FREE_TIER } from './free-tier.ts';
import { JOBS } from './jobs.ts';
import { checkRules, type Group, type Rule, testRules } from './promtool.ts';
import { PROVISIONER } from './provisioner.ts';
import { annotationsOf, firingTest, minutes, quietTest } from './tests-of.ts';
import { VOLUMES } from './volumes.ts';

const platform = `${PLATFORM.replace('git.example.com/', 'github.com/example/')}features: {monitoring: true, backups: true, grafana: true}\n`;
const files = rendered([ACME, BIGSHOP, PETE, TRYOUT], platform);
const objects = [...files.keys()]
  .filter((path) => path.startsWith('dist/') && path.endsWith('.yaml'))
  .flatMap((path) => ofKind(objectsIn(files, path), 'PrometheusRule'));
const groups = objects.flatMap(({ spec }): Group[] => spec.groups);
const rules = new Map(groups.flatMap((group) => group.rules).map((rule) => [rule.alert, rule]));

const cases = [
  ...APPLICATIONS,
  ...JOBS,
  ...CERTIFICATES,
  ...DATABASES,
  ...VOLUMES,
  ...BACKUPS,
  ...FREE_TIER,
  ...PROVISIONER,
];

function ruleOf(alert: string): Rule {
  const rule = rules.get(alert);
  if (rule === undefined)
    throw new Error(`${alert} is not rendered; there are ${[...rules.keys()].join(', ')}`);
  return rule;
}

/** One rule by itself: promtool evaluates each for every minute, up to two days of them. */
const alone = (rule: Rule): Group[] => [{ name: 'alone', rules: [rule] }];

describe('promtool', () => {
  it.each(objects.map(({ metadata, spec }) => [metadata.name, spec.groups]))(
    'accepts the rules “%s”',
    (_name, spec: readonly Group[]) => {
      const { passed, output } = checkRules(spec);
      expect(passed, output).toBe(true);
    },
  );

  it('refuses rules with a mistake, so accepting them means something', () => {
    const rule = { alert: 'Broken', expr: 'sum by (pod (up)', for: '5m', annotations: {} };
    expect(checkRules([{ name: 'broken', rules: [rule] }])).toMatchObject({
      passed: false,
      output: expect.stringContaining('could not parse expression'),
    });
  });
});

describe('every rendered alert', () => {
  const names = [...rules.keys()].sort();

  it('has a name of its own', () => {
    expect(groups.flatMap((group) => group.rules)).toHaveLength(names.length);
  });

  it('has a case in which it fires', () => {
    const firing = cases.filter(({ fires }) => fires.length > 0);
    expect(firing.map(({ alert }) => alert).sort()).toEqual(names);
  });

  it('has a case in which it stays quiet', () => {
    const quiet = cases.filter(({ quiet: situations }) => situations.length > 0);
    expect(quiet.map(({ alert }) => alert).sort()).toEqual(names);
  });
});

// A loop, for it.each cuts words in a title short.
for (const { alert, fires, quiet: situations } of cases) {
  describe(alert, () => {
    for (const each of fires) {
      it(`fires when ${each.when}`, () => {
        const rule = ruleOf(alert);
        const { passed, output } = testRules(alone(rule), [firingTest(rule, each)]);
        expect(passed, output).toBe(true);
        expect(Object.values(annotationsOf(rule, each)).join()).not.toMatch(/<no value>|[{}]/);
      });
    }

    for (const each of situations) {
      it(`stays quiet when ${each.when}`, () => {
        const rule = ruleOf(alert);
        const { passed, output } = testRules(alone(rule), [quietTest(rule, each)]);
        expect(passed, output).toBe(true);
      });
    }

    it.each([
      ['shorter', -1],
      ['longer', 1],
    ])('would fail its cases if it waited a minute %s', (_word, change) => {
      const rule = ruleOf(alert);
      const changed = { ...rule, for: `${minutes(rule.for) + change}m` };
      const verdicts = fires.map((each) => testRules(alone(changed), [firingTest(rule, each)]).passed);
      expect(verdicts).not.toContain(true);
    });
  });
}
