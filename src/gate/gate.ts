import type { Compared, Subject } from '../diff/compare.ts';
import { ID_TOKEN, idMask } from '../diff/id-mask.ts';
import { subjectNames } from '../diff/lines.ts';
import type { Platform } from '../platform/schema.ts';
import { recordFile } from '../records/parse.ts';
import type { Problem } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { databaseFindings } from './database.ts';
import { deliveryFindings } from './delivery.ts';
import { imageFindings } from './images.ts';
import { immutableFindings } from './immutable.ts';
import { clusterFindings } from './moves.ts';
import { networkFindings } from './network.ts';
import { quotaFindings } from './quota.ts';
import type { Finding, RuleName, SubjectChange } from './rules.ts';
import { statefulFindings } from './stateful.ts';

/** A rule that a change breaks, and all subjects for which it breaks the rule in the same way. */
export interface Violation extends Finding {
  readonly subjects: readonly Subject[];
}

/** The records of both sides of a change, by id, and the platform after it. */
export interface Sides {
  readonly before: ReadonlyMap<string, TenantRecord>;
  readonly after: ReadonlyMap<string, TenantRecord>;
  readonly platform: Platform;
}

/**
 * Finds rules that a change breaks by what it renders (docs/decisions/gate.md).
 *
 * @returns violations, equal ones together; `crowdViolations` counts the tenants
 */
export function gateViolations(compared: readonly Compared[], sides: Sides): Violation[] {
  const found = new Map<string, Violation & { subjects: Subject[] }>();
  for (const { subject, before, after } of compared) {
    const change: SubjectChange = { subject, before, after, ...dataMoves(subject, sides) };
    for (const real of findings(change, sides.platform)) {
      const finding = subject.kind === 'tenant' ? maskedFinding(real, subject.id) : real;
      const key = JSON.stringify([finding, subject.kind]);
      const violation = found.get(key) ?? { ...finding, subjects: [] };
      violation.subjects.push(subject);
      found.set(key, violation);
    }
  }
  return [...found.values()];
}

function findings(change: SubjectChange, platform: Platform): Finding[] {
  return [
    ...statefulFindings(change),
    ...databaseFindings(change),
    ...clusterFindings(change),
    ...deliveryFindings(change),
    ...immutableFindings(change),
    ...networkFindings(change),
    ...imageFindings(change, platform),
    ...quotaFindings(change, platform),
  ];
}

/** A finding with `ID_TOKEN` in place of the id, so that other tenants' findings are equal; a field contains no id. */
function maskedFinding({ object, found, ...finding }: Finding, id: string): Finding {
  const { mask } = idMask(id);
  return { ...finding, ...(object === undefined ? {} : { object: mask(object) }), found: mask(found) };
}

/** Steps of a move after which Argo CD may delete the source. */
const LEAVING = ['detached', 'emptied', 'releasing'];

/** Whether a subject's data is leaving or being imported, by its record. */
function dataMoves(
  subject: Subject,
  { before, after }: Sides,
): Pick<SubjectChange, 'isLeaving' | 'isImporting'> {
  if (subject.kind === 'part') return { isLeaving: false, isImporting: false };
  const [was, is] = [before.get(subject.id), after.get(subject.id)];
  const step = is?.migration?.step;
  return {
    isLeaving: is?.status === 'purging' || is?.status === 'purged' || LEAVING.includes(step ?? ''),
    isImporting: step === 'importing' && was?.migration?.step !== 'importing',
  };
}

/** Finds a change of too many tenants. New tenants do not count: nobody depends on them yet. */
export function crowdViolations(compared: readonly Compared[], { before, platform }: Sides): Violation[] {
  const touched = compared.flatMap(({ subject, before: was }) =>
    subject.kind === 'tenant' && was.length > 0 ? [subject] : [],
  );
  const living = livingOf([...before.values()]);
  const most = mostAtOnce([...before.values()], platform);
  if (touched.length <= most) return [];
  const found = `${touched.length} of ${living}, at most ${most} at once`;
  return [{ rule: 'too-many-tenants', found, subjects: touched }];
}

/**
 * Returns how many tenants one change may touch: `gate.maxTenants`, or `gate.maxPercent` of all, but at least one.
 *
 * @param records - the fleet before the change
 */
export function mostAtOnce(records: readonly TenantRecord[], { gate }: Platform): number {
  const { maxTenants, maxPercent } = gate;
  if (maxPercent === null) return maxTenants;
  return Math.min(maxTenants, Math.max(1, Math.floor((livingOf(records) * maxPercent) / 100)));
}

function livingOf(records: readonly TenantRecord[]): number {
  return records.filter(({ status }) => status !== 'purged').length;
}

/** Returns a violation as a problem that says what was found, for which tenants, and how to allow it. */
export function violationProblem(
  { rule, object, field, found, subjects }: Violation,
  platform: Platform,
): Problem {
  const [first] = subjects;
  const id = subjects.length === 1 && first?.kind === 'tenant' ? first.id : '{id}';
  const place = [object, field].filter((part) => part !== undefined).join(' ');
  return {
    file: first?.kind === 'part' ? first.name : subjects.length === 1 ? recordFile(id) : 'tenants/',
    field: place.replaceAll(ID_TOKEN, id),
    message: subjects.length === 1 ? rule : `${rule} for ${subjectNames(subjects).join(', ')}`,
    found: found.replaceAll(ID_TOKEN, id),
    allowed: allowance(rule, platform),
  };
}

/** Says how a change can be allowed to break a rule. */
export function allowance(rule: RuleName, { gate }: Platform): string {
  return `with “${gate.trailer}: ${rule}” in a commit’s message, or the label “${gate.labelPrefix}${rule}” on the pull request`;
}
