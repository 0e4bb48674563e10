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

/** Tenants are alike: what one event's were read of, the next one's need not be. */
const read = openReader(5000);

/**
 * A decision, or its refusal where what it renders breaks a rule of the gate (docs/decisions/gate.md). Nothing can be
 * allowed here: a person makes such a change by a commit that says so. Both sides are rendered by this program, so a
 * repository that another version rendered is judged too.
 *
 * @param before - the record before
 * @param files - what the new record renders to, where it is known
 */
export function gated(
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
