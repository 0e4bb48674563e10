import { restartedDatabases, restartsText } from '../diff/restarts.ts';
import { allowedIn } from '../gate/allowed.ts';
import { judgeChange } from '../gate/judge.ts';
import { isRule, type RuleName } from '../gate/rules.ts';
import { resolveMergeBase } from '../git/resolve-revision.ts';
import { messagesSince, readRevision } from '../git/revision.ts';
import { type Fleet, parseReadable } from '../platform/fleet.ts';
import type { Platform } from '../platform/schema.ts';
import type { Problem } from '../records/problem.ts';
import { compareWorkTree } from './comparing.ts';
import { type CommonOptions, SOURCES } from './fleet.ts';
import type { Terminal } from './terminal.ts';

export interface JudgingOptions extends CommonOptions {
  readonly base?: string;
  /** Rules that the command line allows, and labels that may allow others. */
  readonly allow?: readonly RuleName[];
  readonly label?: readonly string[];
}

/** The problems of a change, or why it cannot be compared. */
type Judgement =
  | { readonly kind: 'judged'; readonly problems: readonly Problem[]; readonly notes: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Judges the work tree against a base revision: changes of records, and the gate's rules. */
export async function judgeWorkTree(
  fleet: Fleet,
  options: JudgingOptions,
  terminal: Terminal,
): Promise<Judgement> {
  const base = await resolveMergeBase(options.root, options.base);
  if (base.kind === 'none')
    return { kind: 'judged', problems: [], notes: [`not compared with a base: ${base.reason}`] };
  const was = base.kind === 'commit' ? await readRevision(options.root, base.commit, SOURCES) : base;
  if (was.kind !== 'files') return { kind: 'unknown', reason: was.reason };
  const before = parseReadable(was.files, fleet.platform);
  const comparison = await compareWorkTree(fleet, was.revision, options, terminal);
  if (comparison.kind !== 'compared') return { kind: 'unknown', reason: comparison.reason };
  const { rules, notes: unknown } = await allowedRules(before.platform, was.revision, options);
  const restarts = restartsText(restartedDatabases(comparison.compared));
  const notes = restarts === undefined ? unknown : [...unknown, restarts];
  return {
    kind: 'judged',
    problems: judgeChange({ before, after: fleet, compared: comparison.compared }, rules),
    notes: base.kind === 'commit' && base.notice !== undefined ? [base.notice, ...notes] : notes,
  };
}

/** The rules that the command line, the pull request's labels and the commits since the base allow. */
async function allowedRules(
  { gate }: Platform,
  base: string,
  { root, allow = [], label = [] }: JudgingOptions,
): Promise<{ rules: ReadonlySet<RuleName>; notes: readonly string[] }> {
  const labels = label.flatMap((name) =>
    name.startsWith(gate.labelPrefix) ? [name.slice(gate.labelPrefix.length)] : [],
  );
  const named = [...labels, ...allowedIn(await messagesSince(root, base), gate.trailer)];
  const unknown = [...new Set(named.filter((name) => !isRule(name)))];
  return {
    rules: new Set([...allow, ...named.filter(isRule)]),
    notes: unknown.map((name) => `${gate.trailer}: ${name} is not a rule of the gate`),
  };
}
