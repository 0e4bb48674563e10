import { isDeepStrictEqual } from 'node:util';
import { mebibytes } from '../platform/quantity.ts';
import { resolve } from '../platform/resolve.ts';
import type { Platform } from '../platform/schema.ts';
import type { DedicatedTenant } from '../platform/tenant.ts';
import type { TenantRecord } from '../records/schema.ts';
import type { Plan } from './decision.ts';

/** Out of the shared instance (docs/decisions/move.md). */
export function movePlan({ id }: TenantRecord, { retention }: Platform): Plan {
  return {
    title: `The move of ${id} from the shared instance`,
    steps: [
      'its host leaves the shared instance and answers 503: the interruption begins',
      'its data there becomes read-only, sessions end; a role is made that may read just this data',
      'a database of its own is made and imports it; the migration runs; API and web start',
      'the host serves again: the interruption ends',
      `you look at it: mechanicbuddy tenant confirm ${id}, or mechanicbuddy tenant upgrade ${id} --back`,
      `confirmed, the data where it came from is kept for ${retention.sourceDays} days, then dropped in two steps a day apart`,
    ],
    interruption: 'some minutes, and longer the more data there is',
  };
}

/** The way back from a move that is not confirmed. */
export function backPlan({ id }: TenantRecord): Plan {
  return {
    title: `Taking the move of ${id} back`,
    steps: [
      'the database of its own loses its host and its pods: what was written into it since the move is lost',
      'the data on the shared instance can be written again, and the shared instance serves the host',
      'an hour later what the move made is pruned, another hour later it is over',
    ],
    interruption: 'some minutes, until the shared instance serves the host and its data can be written',
  };
}

/** A demo that becomes free. */
export function conversionPlan({ id }: TenantRecord): Plan {
  return {
    title: `${id} becomes free`,
    steps: ['nothing moves and nothing restarts: it has no end any more'],
    interruption: 'none',
  };
}

/** Between paid tiers. */
export function resizePlan(before: TenantRecord, next: TenantRecord, platform: Platform): Plan {
  const [was, is] = [resolve(before, platform), resolve(next, platform)];
  if (was.kind !== 'dedicated' || is.kind !== 'dedicated')
    throw new Error(`${next.id} has no tier of its own`);
  const isDatabase = !isDeepStrictEqual(sizeOf(was), sizeOf(is));
  const steps = [
    ...programSteps(was, is),
    ...(isDatabase ? [databaseStep(was, is)] : []),
    ...storageSteps(was, is),
  ];
  return {
    title: `Another size for ${next.id}`,
    steps: steps.length === 0 ? ['nothing restarts: mechanics are counted, not rendered'] : steps,
    interruption: interruptionOf(is, isDatabase),
  };
}

const sizeOf = ({ database: { instances, resources } }: DedicatedTenant) => ({ instances, resources });

function programSteps(was: DedicatedTenant, is: DedicatedTenant): string[] {
  if (isDeepStrictEqual([was.api, was.web], [is.api, is.web])) return [];
  return ['a rolling update: API and web of the new size are ready before the old pods go'];
}

function databaseStep(was: DedicatedTenant, is: DedicatedTenant): string {
  const [from, to] = [was.database.instances, is.database.instances];
  const number = from === to ? '' : ` (${from} → ${to})`;
  const last =
    to === 1 ? 'the only one restarts' : 'the replicas first, then a switchover, and the old primary';
  return `the database’s instances change one at a time${number}: ${last}`;
}

function storageSteps(was: DedicatedTenant, is: DedicatedTenant): string[] {
  const [from, to] = [was.database.storage, is.database.storage];
  if (mebibytes(to) > mebibytes(from))
    return [`its volumes grow from ${from} to ${to} in use, where the storage class can`];
  return was.tier === is.tier ? [] : [`its volumes stay at ${to}: they never shrink`];
}

function interruptionOf({ phase, database }: DedicatedTenant, isDatabase: boolean): string {
  if (phase !== 'serving') return 'none: it does not serve now';
  if (!isDatabase) return 'none';
  return database.instances === 1
    ? 'a minute or so, while the database restarts'
    : 'seconds, at the switchover';
}

/** All that a move back gives up. In: the record as it is, and as it will be. */
export function lossesOf(record: TenantRecord, next: TenantRecord): string[] {
  const { domains, pendingDomains = [], channel, version, resources, storage, cluster, migration } = record;
  const waiting = pendingDomains.map(({ domain }) => domain);
  const lost: readonly (string | false | undefined)[] = [
    'what was written since it began',
    `${record.tier} for ${record.mechanics} (${next.tier} has ${next.mechanics})`,
    migration?.from === 'demo' && 'its trial (it goes on as free)',
    domains.length > 0 && `the domains ${domains.join(', ')}`,
    waiting.length > 0 && `domains that wait for their proof ${waiting.join(', ')}`,
    channel && `its channel ${channel}`,
    version && `its pin to ${version}`,
    resources && 'resources of its own',
    storage && `its storage of ${storage}`,
    cluster && `its cluster ${cluster}`,
  ];
  return lost.filter((each) => typeof each === 'string');
}
