import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Group {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** One entry of a promtool test file. */
export interface PromtoolTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test: readonly {
    readonly alertname: string;
    readonly eval_time: string;
    readonly exp_alerts: readonly {
      readonly exp_labels: Readonly<Record<string, string>>;
      readonly exp_annotations: Readonly<Record<string, string>>;
    }[];
  }[];
}

export interface Verdict {
  readonly passed: boolean;
  readonly output: string;
}

export function checkRules(groups: readonly Group[]): Verdict {
  return promtool({ 'rules.json': { groups } }, ['check', 'rules', '--lint-fatal', 'rules.json']);
}

export function testRules(groups: readonly Group[], tests: readonly PromtoolTest[]): Verdict {
  const file = { rule_files: ['rules.json'], evaluation_interval: '1m', tests };
  return promtool({ 'rules.json': { groups }, 'tests.json': file }, ['test', 'rules', 'tests.json']);
}

/** Runs promtool in a folder with these files; JSON is YAML too. */
function promtool(files: Readonly<Record<string, unknown>>, args: readonly string[]): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'mechanicbuddy-alerts-'));
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), JSON.stringify(content));
    const { status, stdout, stderr, error } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });
    if (error !== undefined)
      throw new Error('promtool is not installed (Debian: apt-get install prometheus)', { cause: error });
    return { passed: status === 0, output: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
