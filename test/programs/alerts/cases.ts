/** What an alert is tried with. Time starts at 0, so `time()` is the time a case runs for. */
export interface AlertCases {
  readonly alert: string;
  readonly fires: readonly Firing[];
  /** The nearest situations in which nobody may be woken. */
  readonly quiet: readonly Quiet[];
}

export interface Situation {
  /** Ends the test's name: “fires when …”. */
  readonly when: string;
  /** What was scraped: values a minute apart, as promtool writes them (`1x20` is 1 for 20 minutes). */
  readonly series: Readonly<Record<string, string>>;
}

export interface Firing extends Situation {
  /** The first minute in which it fires, such as `1h30m`; a minute earlier it is quiet. */
  readonly from: string;
  readonly severity: 'warning' | 'critical';
  /** All labels but the severity. */
  readonly labels: Readonly<Record<string, string>>;
  /** `{{ $value }}`, as a person reads it. */
  readonly value?: string;
}

export interface Quiet extends Situation {
  readonly at: string;
}

/** A series' name with its labels. */
export function series(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(',')}}`;
}
