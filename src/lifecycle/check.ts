import { changeProblems } from '../platform/changes.ts';
import { platformFitProblems } from '../platform/fit.ts';
import { parseRecord, recordFile } from '../records/parse.ts';
import type { Problem } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { newRecordText } from '../records/serialize.ts';
import { type Changed, type Decision, refused } from './decision.ts';
import type { FleetView } from './view.ts';

/**
 * A change that was decided, unless the record breaks a rule that `validate` would find too: then why. In: what is told
 * beside the subject.
 */
export function checked(
  view: FleetView,
  record: TenantRecord,
  subject: string,
  more: Pick<Changed, 'warnings' | 'plan'> = {},
): Decision {
  return judged(record, subject, problemsOf(view, record), more);
}

/** As `checked`, where what is wrong with the record already does not stand in the way: an end has to be applied. */
export function checkedAsIs(view: FleetView, record: TenantRecord, subject: string): Decision {
  const before = view.record(record.id);
  const known = before === undefined ? [] : problemsOf(view, before);
  const text = ({ field, message }: Problem) => `${field} ${message}`;
  const knownTexts = new Set(known.map(text));
  const problems = problemsOf(view, record).filter((problem) => !knownTexts.has(text(problem)));
  return judged(record, subject, problems);
}

function judged(
  record: TenantRecord,
  subject: string,
  problems: readonly Problem[],
  more: Pick<Changed, 'warnings' | 'plan'> = {},
): Decision {
  if (problems.length === 0) return { kind: 'changed', tenant: record.id, subject, record, ...more };
  const detail = problems.map(({ field, message }) => `${field} ${message}`).join('; ');
  return refused('invalid', detail, { problems });
}

function problemsOf(view: FleetView, record: TenantRecord): readonly Problem[] {
  const { platform } = view;
  const parsed = parseRecord(recordFile(record.id), newRecordText(record));
  if (parsed.kind === 'problems') return parsed.problems;
  const before = view.record(record.id);
  const was = { platform, records: before === undefined ? [] : [before], unreadable: [] };
  return [
    ...platformFitProblems(parsed, platform),
    ...domainProblems(view, record),
    ...changeProblems(was, { platform, records: [record] }),
  ];
}

/** The rule of `parseFleet`, asked of an index: a domain belongs to one tenant. */
function domainProblems(view: FleetView, { id, domains }: TenantRecord): Problem[] {
  return domains.flatMap((domain, i) => {
    const owner = view.tenantOfDomain(domain);
    if (owner === undefined || owner === id) return [];
    // Of a tenant that was purged, mostly: the command works on a tombstone too.
    const message = `is claimed already: mechanicbuddy tenant domain remove ${id} ${domain} gives it up here`;
    const allowed = 'a domain that nobody else claims';
    return [{ file: recordFile(id), field: `domains[${i}]`, message, found: domain, allowed }];
  });
}
