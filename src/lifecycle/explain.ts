import { resolve, resolveLeft } from '../platform/resolve.ts';
import type { Platform } from '../platform/schema.ts';
import type { Phase, Source } from '../platform/tenant.ts';
import { isShared, type TenantRecord } from '../records/schema.ts';
import { nextMove } from './dates.ts';

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
};

const SOURCE: { readonly [phase in Source['phase']]: string } = {
  importing: 'its data on the shared instance, read-only, open to the import alone',
  kept: 'its data on the shared instance as it was at the move, read-only',
  releasing: 'its data on the shared instance, which may be deleted',
};

/** In: a valid record. `tenant explain` prints it (issue 6, point 8). */
export function explain(record: TenantRecord, platform: Platform): Explanation {
  const tenant = resolve(record, platform);
  const left = resolveLeft(record, platform);
  const place = isShared(record.tier) ? 'the shared instance' : `namespace tenant-${record.id}`;
  const rendered = (tenant.kind === 'shared' ? SHARED : OWN)[tenant.phase];
  const now = [`${why(record)}: ${place} has ${rendered}`];
  if (tenant.kind === 'dedicated' && tenant.importFrom !== undefined)
    now.push(
      'its host left the shared instance; the database is made of the data there, and the host serves once it is',
    );
  if (left?.kind === 'source') now.push(`beside it: ${SOURCE[left.phase]}`);
  if (left?.kind === 'dedicated') now.push(`beside it, namespace tenant-${record.id} has ${OWN[left.phase]}`);
  return { now, next: nextOf(record, platform) };
}

function why({ status, suspendedBy, migration }: TenantRecord): string {
  const by =
    suspendedBy === undefined ? '' : ` by ${suspendedBy === 'admin' ? 'an administrator' : 'billing'}`;
  const move = migration === undefined || migration.step === 'returned' ? '' : `, move ${migration.step}`;
  return `status ${status}${by}${move}`;
}

function nextOf(record: TenantRecord, platform: Platform): Explanation['next'] {
  const { id, status, suspendedBy, migration } = record;
  const move = nextMove(record, platform);
  const dated =
    move === undefined ? [] : [{ when: move.at.toISOString().replace('.000Z', 'Z'), what: move.subject }];
  const waiting: Explanation['next'][number][] = [];
  if (migration?.step === 'importing')
    waiting.push({ when: 'when you say so', what: `tenant confirm ${id}, or tenant upgrade ${id} --back` });
  if (status === 'suspended')
    waiting.push({
      when: suspendedBy === 'billing' ? 'when it is paid' : 'when you say so',
      what: suspendedBy === 'billing' ? 'it resumes by itself' : `tenant resume ${id}`,
    });
  if (status === 'archived' || (status === 'purging' && record.purgeStep !== 'emptied'))
    waiting.push({ when: 'until then', what: `tenant restore ${id} brings it back` });
  return [...dated, ...waiting];
}
