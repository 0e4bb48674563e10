import { rfc3339 } from '../platform/new-tenant.ts';
import { resolve, resolveLeft } from '../platform/resolve.ts';
import type { Platform } from '../platform/schema.ts';
import type { Phase, ResolvedTenant, Source } from '../platform/tenant.ts';
import type { Migration, TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import { type Coming, comingMoves } from './coming.ts';
import { confirmableFrom } from './moving.ts';
import { isPaid, payingSubscription } from './paying.ts';
import { inService } from './stages.ts';
import { withStanding } from './standing.ts';

/** What is rendered of a tenant now and why, and what happens next. */
export interface Explanation {
  readonly now: readonly string[];
  readonly next: readonly { readonly when: string; readonly what: string }[];
}

const OWN: { readonly [phase in Phase]: string } = {
  serving: 'everything: pods, database, backups, hosts',
  leaving: 'no pods; the database is awake for one last backup; its hosts answer 503',
  stopped: 'no pods; the database sleeps, its volumes stay; its hosts answer 503',
  detached: 'no hosts and no pods; the database sleeps, and Argo CD may delete it',
  unprotected: 'no pods; the database sleeps, and Argo CD may delete it',
  emptied: 'nothing but the index, so that Argo CD deletes what is left',
  gone: 'nothing',
};

const SHARED: { readonly [phase in Phase]: string } = {
  ...OWN,
  serving: 'its data in the shared PostgreSQL and the Job that fills it; the wildcard serves its host',
  leaving: 'its data; its host answers 503',
  stopped: 'its data; its host answers 503',
  unprotected: 'its data, which may be deleted; its host answers 503',
  emptied: 'nothing but the Job that drops its users, so that Argo CD deletes its database',
};

const SOURCE: { readonly [phase in Source['phase']]: string } = {
  importing: 'its data on the shared instance, read-only, open to the import alone',
  kept: 'its data on the shared instance as it was at the move, read-only',
  releasing: 'its data on the shared instance, which may be deleted',
};

/**
 * What `tenant explain` prints.
 *
 * @param record - a valid one
 */
export function explain(record: TenantRecord, platform: Platform, now: Date): Explanation {
  const tenant = resolve(record, platform);
  const left = resolveLeft(record, platform);
  const place = isShared(record.tier) ? 'the shared instance' : `namespace tenant-${record.id}`;
  const lines = [`${why(record)}: ${place} has ${renderedOf(tenant)}`];
  if (tenant.kind === 'dedicated' && record.version !== undefined)
    lines.push(`pinned to ${record.version}, until release unpin -l id=${record.id}`);
  if (tenant.kind === 'dedicated' && tenant.importFrom !== undefined)
    lines.push(
      'its host left the shared instance; the database is made of the data there, and the host serves once it is',
    );
  if (left?.kind === 'source') lines.push(`beside it: ${SOURCE[left.phase]}`);
  if (left?.kind === 'dedicated')
    lines.push(`beside it, namespace tenant-${record.id} has ${OWN[left.phase]}`);
  return { now: lines, next: nextOf(record, platform, now) };
}

function renderedOf(tenant: ResolvedTenant): string {
  if (tenant.kind === 'dedicated') return OWN[tenant.phase];
  const isDropped = tenant.phase === 'emptied' && tenant.data.schema !== undefined;
  return isDropped ? 'nothing but the Job that drops its schema and its users' : SHARED[tenant.phase];
}

function why({
  status,
  suspendedBy,
  cancelledBy,
  migration,
  trialEndsAt,
  trialWarnedAt,
}: TenantRecord): string {
  const by =
    suspendedBy === undefined ? '' : ` by ${suspendedBy === 'admin' ? 'an administrator' : 'billing'}`;
  const cancelled =
    cancelledBy !== undefined && status !== 'cancelled' ? ', cancelled by an administrator' : '';
  const move = migration === undefined || migration.step === 'returned' ? '' : `, move ${migration.step}`;
  const isWarned = status === 'active' && trialWarnedAt !== undefined;
  const trial = isWarned ? `, warned at ${trialWarnedAt} that its trial ends at ${trialEndsAt}` : '';
  return `status ${status}${by}${cancelled}${move}${trial}`;
}

type Next = Explanation['next'][number];

function nextOf(record: TenantRecord, platform: Platform, now: Date): readonly Next[] {
  const coming = comingMoves(record, platform, now);
  const dated = coming.map(({ at, subject }) => ({ when: rfc3339(at), what: subject }));
  return [...dated, ...waysOf(record, platform, coming, now)];
}

const AT_ANY_TIME = 'when you say so';
const until = (time: string | undefined) => (time === undefined ? AT_ANY_TIME : `until ${time}`);

/** What a person can do, or waits for; each of these commands works as it is written. */
function waysOf(
  record: TenantRecord,
  platform: Platform,
  coming: readonly Coming[],
  now: Date,
): readonly Next[] {
  const { id, status, suspendedBy, migration, endsAt } = record;
  if (migration?.step === 'importing') return movingWays(id, migration, now);
  switch (status) {
    case 'active':
      return [];
    case 'suspended':
      return suspendedBy === 'billing'
        ? [{ when: 'when it is paid', what: 'it resumes by itself' }]
        : [{ when: until(endsAt), what: `tenant resume ${id}` }];
    case 'cancelled':
      return [{ when: until(endsAt), what: wayOut(record, platform, now) }];
    case 'archived':
    case 'purging':
      return record.purgeStep === 'emptied'
        ? []
        : [
            ...heldBack(record, platform),
            { when: until(emptiedAt(coming)), what: `tenant restore ${id} brings it back` },
          ];
    case 'purged':
      return isShared(record.tier) || !platform.features.backups
        ? []
        : [
            {
              when: AT_ANY_TIME,
              what: `tenant restore ${id} --from-backup makes a new database of its last backup`,
            },
          ];
  }
}

function movingWays(id: string, migration: Migration, now: Date): Next[] {
  const [confirm, back] = [`tenant confirm ${id}`, `tenant upgrade ${id} --back`];
  const from = confirmableFrom(migration);
  if (now >= from) return [{ when: AT_ANY_TIME, what: `${confirm}, or ${back}` }];
  return [
    { when: AT_ANY_TIME, what: back },
    { when: `from ${rfc3339(from)}`, what: confirm },
  ];
}

/** What its dates say does not come while somebody pays. */
function heldBack(record: TenantRecord, platform: Platform): Next[] {
  if (!isPaid(record, platform)) return [];
  const { key = record.billing?.subscription, isTold = true } = payingSubscription(record) ?? {};
  const paid = isTold ? 'is paid' : 'may be paid (Stripe has told nothing of it here)';
  return [{ when: `while ${key} ${paid}`, what: 'nothing of it is purged' }];
}

/** Of a cancellation: a person takes a person's back, what ended at Stripe begins again there. */
function wayOut(record: TenantRecord, platform: Platform, now: Date): string {
  const { status } = withStanding({ ...inService(record), status: 'active' }, platform, now);
  return status === 'cancelled'
    ? 'a new subscription at Stripe brings it back'
    : `tenant resume ${record.id} takes the cancellation back`;
}

/** Until when its data is surely there. */
function emptiedAt(coming: readonly Coming[]): string | undefined {
  const emptied = coming.find(({ record }) => record.purgeStep === 'emptied');
  return emptied && rfc3339(emptied.at);
}
