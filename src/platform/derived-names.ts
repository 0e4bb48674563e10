import { tenantPostgresql } from '../records/names.ts';
import { recordFile } from '../records/parse.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';

/** Of a pod's host name and of a label's value. */
const LONGEST = 63;
/** Instances that were made in the life of a cluster; each new one counts up. */
export const MOST_INSTANCES = 999;

/** What a Job of CloudNativePG does, by the end of its name `{cluster}-{n}-{role}`, which is its pod's host name too. */
export const CLUSTER_JOBS = {
  'snapshot-recovery': 'an instance from a volume snapshot',
  'full-recovery': 'a restore from the backups',
  'major-upgrade': 'an upgrade to another major version of PostgreSQL',
  pgbasebackup: 'a copy of another cluster',
  import: 'an import',
  initdb: 'a new database',
  join: 'one more instance',
} as const;

/** A sentence for each record whose id is too long for a name that CloudNativePG derives from it. */
export function idWarnings(records: readonly TenantRecord[]): string[] {
  return records.flatMap(({ id, tier, status }) => {
    const lost = isShared(tier) || status === 'purged' ? [] : impossibleWith(id);
    if (lost.length === 0) return [];
    return [
      `${recordFile(id)}: id: ${id.length} characters leave CloudNativePG no room for the names of its Jobs (at most ${LONGEST}): impossible are ${lost.join('; ')}. The id cannot change: restore into a Cluster with a shorter name (docs/decisions/ids.md)`,
    ];
  });
}

/** What fails with an id, each with the instance from which on. */
function impossibleWith(id: string): string[] {
  return Object.entries(CLUSTER_JOBS).flatMap(([role, what]) => {
    const digits = LONGEST - `${tenantPostgresql(id)}--${role}`.length;
    if (digits >= String(MOST_INSTANCES).length) return [];
    return [digits < 1 ? what : `${what} as instance ${10 ** digits} or later`];
  });
}
