import { compareRendered } from '../diff/compare.ts';
import { openReader } from '../diff/objects.ts';
import type { FileSet } from '../files/file-set.ts';
import { gateViolations, violationProblem } from '../gate/gate.ts';
import type { Changed, Decision } from '../lifecycle/decision.ts';
import { refused } from '../lifecycle/decision.ts';
import type { Platform } from '../platform/schema.ts';
import type { TenantRecord } from '../records/schema.ts';
import { DIST } from '../synth/paths.ts';
import { renderTenant } from '../synth/tenant.ts';

/** Tenants are alike, so objects that were parsed for one event are reused for the next. */
const read = openReader(5000);

/**
 * Judges what a decision renders (docs/decisions/gate.md). There are no exceptions here: such a change needs a person's
 * commit that allows the rule. This program renders both sides, so the gate also works where another version of the
 * generator rendered the repository.
 *
 * @param before the record before the decision
 * @param files what the new record renders to, if known
 * @returns the decision, or a refusal that lists the rules that it breaks
 */
export function gateDecision(
  decision: Changed,
  before: TenantRecord | undefined,
  platform: Platform,
  files?: FileSet,
): Decision {
  const { record } = decision;
  if (record === undefined) return decision;
  const was = before === undefined ? new Map<string, string>() : renderTenant(before, platform);
  const is = files === undefined ? renderTenant(record, platform) : rendered(files);
  const violations = gateViolations(compareRendered(was, is, read), {
    before: new Map(before === undefined ? [] : [[before.id, before]]),
    after: new Map([[record.id, record]]),
    platform,
  });
  if (violations.length === 0) return decision;
  const problems = violations.map((violation) => violationProblem(violation, platform));
  const rules = [...new Set(violations.map(({ rule }) => rule))].join(', ');
  return refused('not-possible', `the gate refuses what this renders: ${rules}`, { problems });
}

function rendered(files: FileSet): FileSet {
  return new Map([...files].filter(([path]) => path.startsWith(`${DIST}/`)));
}
