import type { Firing, Quiet, Situation } from './cases.ts';
import type { PromtoolTest, Rule } from './promtool.ts';

/** Fires at its minute with these labels and annotations, and not a minute before. */
export function firingTest(rule: Rule, firing: Firing): PromtoolTest {
  const from = minutes(firing.from);
  const expected = {
    exp_labels: { ...firing.labels, severity: firing.severity },
    exp_annotations: annotationsOf(rule, firing),
  };
  return test(rule, firing, [
    { eval_time: `${from - 1}m`, exp_alerts: [] },
    { eval_time: `${from}m`, exp_alerts: [expected] },
  ]);
}

export function quietTest(rule: Rule, quiet: Quiet): PromtoolTest {
  return test(rule, quiet, [{ eval_time: quiet.at, exp_alerts: [] }]);
}

type Moment = Omit<PromtoolTest['alert_rule_test'][number], 'alertname'>;

function test({ alert }: Rule, { when, series }: Situation, moments: readonly Moment[]): PromtoolTest {
  return {
    name: `${alert}: ${when}`,
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: moments.map((moment) => ({ alertname: alert, ...moment })),
  };
}

/** `1h30m` as 90. */
export function minutes(duration: string): number {
  const found = /^(?:(\d+)h)?(?:(\d+)m)?$/.exec(duration);
  if (duration === '' || found === null) throw new Error(`“${duration}” is no duration such as 1h30m`);
  return Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0);
}

/** A rule's annotations with the case's labels and value in them; a word that the case does not give is an error. */
export function annotationsOf(rule: Rule, { labels, value }: Pick<Firing, 'labels' | 'value'>) {
  const word = (expression: string): string => {
    const label = /^\$labels\.(\w+)$/.exec(expression)?.[1];
    const found = label === undefined ? value : labels[label];
    if (!found) throw new Error(`${rule.alert} says {{ ${expression} }}: the case has none`);
    return found;
  };
  return Object.fromEntries(
    Object.entries(rule.annotations).map(([name, text]) => [
      name,
      text.replaceAll(/\{\{\s*(.*?)\s*\}\}/g, (_all, expression: string) => word(expression)),
    ]),
  );
}
