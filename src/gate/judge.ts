import type { Compared } from '../diff/compare.ts';
import { type ChangeProblem, changeProblems } from '../platform/changes.ts';
import type { Fleet, PartialFleet } from '../platform/fleet.ts';
import type { Platform } from '../platform/schema.ts';
import type { Problem } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { allowance, crowdViolations, gateViolations, violationProblem } from './gate.ts';
import type { RuleName } from './rules.ts';

/** A change: both fleets, and the difference of what they render. */
export interface Change {
  readonly before: PartialFleet;
  readonly after: Fleet;
  readonly compared: readonly Compared[];
}

/**
 * Judges a change: its records, and the gate's rules (docs/decisions/gate.md). The gate's settings are those of the base,
 * so that a change cannot allow itself more.
 *
 * @param allowed - the rules that the change may break
 */
export function judgeChange(
  { before, after, compared }: Change,
  allowed: ReadonlySet<RuleName>,
): readonly Problem[] {
  const platform = { ...after.platform, gate: before.platform.gate };
  const ofRecords = changeProblems(before, after);
  const reported = new Set<RuleName | undefined>(ofRecords.map(({ rule }) => rule));
  const sides = { before: byId(before), after: byId(after), platform };
  const violations = [...gateViolations(compared, sides), ...crowdViolations(compared, sides)];
  return [
    ...ofRecords
      .filter(({ rule }) => rule === undefined || !allowed.has(rule))
      .map((problem) => withAllowance(problem, platform)),
    ...violations
      .filter(({ rule }) => !allowed.has(rule) && !reported.has(rule))
      .map((violation) => violationProblem(violation, platform)),
  ];
}

/** Adds how to allow a problem, if that is possible. */
function withAllowance({ rule, ...problem }: ChangeProblem, platform: Platform): Problem {
  if (rule === undefined) return problem;
  return { ...problem, allowed: `${problem.allowed}; or ${allowance(rule, platform)}` };
}

function byId({ records }: Fleet): ReadonlyMap<string, TenantRecord> {
  return new Map(records.map((record) => [record.id, record]));
}
