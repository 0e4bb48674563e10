import type { Platform } from '../../platform/schema.ts';
import type { Resources } from '../../records/fields.ts';
import { type Share, together } from '../workload/quota.ts';

/** Returns a database's pods: its instances, and the Job that initializes or joins one, each with the backup sidecar. */
export function databaseShares(platform: Platform, instances: number, resources: Resources): Share[] {
  const pod = platform.features.backups ? together(resources, platform.backup.sidecar.resources) : resources;
  return [{ count: instances + 1, resources: pod }];
}
