import type { Compared, Subject } from '../diff/compare.ts';
import { subjectNames } from '../diff/lines.ts';
import { ID_TOKEN, namingOf } from '../diff/naming.ts';
import type { Platform } from '../platform/schema.ts';
import type { Problem } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { databaseFindings } from './database.ts';
import { deliveryFindings } from './delivery.ts';
import { imageFindings } from './images.ts';
import { immutableFindings } from './immutable.ts';
import { clusterFindings } from './moves.ts';
import { networkFindings } from './network.ts';
import { quotaFindings } from './quota.ts';
import type { Finding, Judged, RuleName } from './rules.ts';
import { statefulFindings } from './stateful.ts';

/** A rule that a change breaks, and everybody for whom it breaks it alike. */
export interface Violation extends Finding {
  readonly subjects: readonly Subject[];
}

/** The records of a change, by id, and the platform as it shall be. */
export interface Sides {
  readonly before: ReadonlyMap<string, TenantRecord>;
  readonly after: ReadonlyMap<string, TenantRecord>;
  readonly platform: Platform;
}

/**
 * What a change renders that it may not do unless it says so (docs/decisions/gate.md).
 *
 * @param sides - the records of both sides
 * @returns violations, equal ones together; how many tenants change at once is `crowdViolations`
 */
export function gateViolations(compared: readonly Compared[], sides: Sides): Violation[] {
  const found = new Map<string, Violation & { subjects: Subject[] }>();
  for (const { subject, before, after } of compared) {
    const judged: Judged = { subject, before, after, ...dataMoves(subject, sides) };
    for (const real of findings(judged, sides.platform)) {
      const finding = subject.kind === 'tenant' ? alike(real, subject.id) : real;
      const key = JSON.stringify([finding, subject.kind]);
      const violation = found.get(key) ?? { ...finding, subjects: [] };
      violation.subjects.push(subject);
      found.set(key, violation);
    }
  }
  return [...found.values()];
}

function findings(judged: Judged, platform: Platform): Finding[] {
  return [
    ...statefulFindings(judged),
    ...databaseFindings(judged),
    ...clusterFindings(judged),
    ...deliveryFindings(judged),
    ...immutableFindings(judged),
    ...networkFindings(judged),
    ...imageFindings(judged, platform),
    ...quotaFindings(judged, platform),
  ];
}

/** A finding as others may have it too: `ID_TOKEN` in place of the id, but never in a field, which YAML names. */
function alike({ object, found, ...finding }: Finding, id: string): Finding {
  const { hide } = namingOf(id);
  return { ...finding, ...(object === undefined ? {} : { object: hide(object) }), found: hide(found) };
}

/** Steps of a move after which Argo CD may delete what they leave. */
const LEAVING = ['detached', 'emptied', 'releasing'];

/** What the records say about a subject's data. */
function dataMoves(subject: Subject, { before, after }: Sides): Pick<Judged, 'isLeaving' | 'isImporting'> {
  if (subject.kind === 'part') return { isLeaving: false, isImporting: false };
  const [was, is] = [before.get(subject.id), after.get(subject.id)];
  const step = is?.migration?.step;
  return {
    isLeaving: is?.status === 'purging' || is?.status === 'purged' || LEAVING.includes(step ?? ''),
    isImporting: step === 'importing' && was?.migration?.step !== 'importing',
  };
}

/** More tenants than one change may touch. New ones are not counted: nobody depends on them yet. */
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

/** How many tenants one change may touch: `gate.maxTenants`, or a share of all; however small, one. In: the fleet before. */
export function mostAtOnce(records: readonly TenantRecord[], { gate }: Platform): number {
  const { maxTenants, maxPercent } = gate;
  if (maxPercent === null) return maxTenants;
  return Math.min(maxTenants, Math.max(1, Math.floor((livingOf(records) * maxPercent) / 100)));
}

function livingOf(records: readonly TenantRecord[]): number {
  return records.filter(({ status }) => status !== 'purged').length;
}

/** A violation as a person reads it: what, for whom, and how it is allowed. */
export function violationProblem(
  { rule, object, field, found, subjects }: Violation,
  platform: Platform,
): Problem {
  const [first] = subjects;
  const id = subjects.length === 1 && first?.kind === 'tenant' ? first.id : '{id}';
  const place = [object, field].filter((part) => part !== undefined).join(' ');
  return {
    file: first?.kind === 'part' ? first.name : subjects.length === 1 ? `tenants/${id}.yaml` : 'tenants/',
    field: place.replaceAll(ID_TOKEN, id),
    message: subjects.length === 1 ? rule : `${rule} for ${subjectNames(subjects).join(', ')}`,
    found: found.replaceAll(ID_TOKEN, id),
    allowed: allowance(rule, platform),
  };
}

/** How a change says that it means it. */
export function allowance(rule: RuleName, { gate }: Platform): string {
  return `with “${gate.trailer}: ${rule}” in a commit’s message, or the label “${gate.labelPrefix}${rule}” on the pull request`;
}
