import type { Path } from '../yaml/read.ts';
import { tenantPostgresql } from './names.ts';
import type { Problem } from './problem.ts';
import type { Migration, Status, TenantRecord } from './schema.ts';
import { isShared } from './tiers.ts';

/** A record as far as its fields are valid by themselves. */
export type Fields = Partial<TenantRecord>;

/** Makes a problem of a record's field. */
export type At = (path: Path, message: string, found: unknown, allowed: string) => Problem;

/** What is wrong between the fields that say where a tenant is in its life. */
export function lifeProblems(record: Fields, at: At): Problem[] {
  return [...statusProblems(record, at), ...moveProblems(record, at), ...recoveryProblems(record, at)];
}

/** A database is made of the backup of an earlier one of the same tenant, and of nobody else's. */
function recoveryProblems({ id, recoverFrom, generation = 1 }: Fields, at: At): Problem[] {
  if (id === undefined || recoverFrom === undefined) return [];
  const own = tenantPostgresql(id);
  const number = Number(recoverFrom.startsWith(`${own}-`) ? recoverFrom.slice(own.length + 1) : Number.NaN);
  const isEarlier = recoverFrom === own ? generation > 1 : number > 1 && number < generation;
  if (isEarlier) return [];
  const message = 'is no earlier database of this tenant';
  const allowed = `with generation beside it, ${own} or ${own}-N of a smaller number`;
  return [at(['recoverFrom'], message, recoverFrom, allowed)];
}

/** The tier before a move is shared, the one after is not; where the data lies is known until it is gone there. */
function moveProblems(record: Fields, at: At): Problem[] {
  const { tier, migration, importFrom } = record;
  if (tier === undefined) return [];
  if (migration !== undefined) return stepProblems(record, tier, migration, at);
  if (importFrom === undefined) return [];
  return [at(['importFrom'], 'stands without a migration', importFrom, 'only beside migration')];
}

/** While data is on its way nothing else happens to a tenant: what sleeps or ends would never arrive. */
const WHILE_ACTIVE: readonly Migration['step'][] = ['importing', 'detached', 'emptied'];

function stepProblems({ status = 'active', importFrom }: Fields, tier: string, migration: Migration, at: At) {
  const { step, to } = migration;
  const isBack = step === 'detached' || step === 'emptied' || step === 'returned';
  const field = ['migration', 'step'];
  const problems: Problem[] = [];
  if (isShared(tier) !== isBack)
    problems.push(
      at(field, `stands beside tier ${tier}`, step, isBack ? 'free or demo' : 'a dedicated tier'),
    );
  if (status !== 'active' && WHILE_ACTIVE.includes(step))
    problems.push(at(field, `stands beside status ${status}`, step, 'only with status active'));
  if (!isBack && importFrom === undefined)
    problems.push(at(['migration'], 'has no importFrom', step, 'importFrom beside it'));
  if ((step === 'detached' || step === 'emptied') && to === undefined)
    problems.push(at(['migration'], 'has no to', step, 'the tier of the database that is taken back'));
  return problems;
}

/** What waits for a date has one: without it, it would wait for ever. */
function dateProblems(record: Fields, status: Status, at: At): Problem[] {
  const isTrial = record.tier === 'demo' && (status === 'active' || status === 'suspended');
  const needed = [
    ...(status === 'cancelled' ? (['endsAt'] as const) : []),
    ...(status === 'archived' ? (['purgeAfter'] as const) : []),
    ...(isTrial ? (['trialEndsAt'] as const) : []),
  ].filter((field) => record[field] === undefined);
  return needed.map((field) => {
    const what = field === 'trialEndsAt' ? 'tier demo' : `status ${status}`;
    return at([field], `is missing beside ${what}`, undefined, 'a time as in 2026-11-23T09:00:00Z');
  });
}

/** Which statuses a field belongs to. A cancellation outlives a suspension and the archive. */
const STATUS_OF: { readonly [field in keyof Fields]?: readonly Status[] } = {
  suspendedBy: ['suspended'],
  cancelledBy: ['cancelled', 'suspended', 'archived'],
  archivedBy: ['archived'],
  archiveStep: ['archived'],
  purgeStep: ['purging'],
};

function statusProblems(record: Fields, at: At): Problem[] {
  const { status } = record;
  if (status === undefined) return [];
  const problems = Object.entries(STATUS_OF).flatMap(([field, only]) => {
    const found = record[field as keyof Fields];
    if (found === undefined || only.includes(status)) return [];
    return [at([field], `stands beside status ${status}`, found, `only with status ${only.join(' or ')}`)];
  });
  problems.push(...dateProblems(record, status, at));
  if (record.stepAt !== undefined && record.archiveStep === undefined && record.purgeStep === undefined)
    problems.push(at(['stepAt'], 'dates no step', record.stepAt, 'only beside archiveStep or purgeStep'));
  return problems;
}
