import type { Construct } from 'constructs';
import { provisionerRepository } from '../../platform/provisioner.ts';
import { mebibytes } from '../../platform/quantity.ts';
import type { Platform } from '../../platform/schema.ts';
import { databaseShares } from '../database/quota.ts';
import { Quota, ROLLING, type Share } from '../workload/quota.ts';
import { systemOwner as owner } from './names.ts';
import { CALL_COUNT, CALL_RESOURCES } from './scheduled-calls.ts';

/** Adds a quota with room for rolling updates of all programs, the migration, the scheduled calls and the database. */
export function addSystemQuota(scope: Construct, platform: Platform): void {
  const { api, portal, database } = platform.system;
  const shares: Share[] = [
    { count: api.replicas + ROLLING, resources: api.resources },
    { count: portal.replicas + ROLLING, resources: portal.resources },
    ...provisionerShares(platform),
    { count: 1, resources: platform.jobs.resources },
    { count: CALL_COUNT, resources: CALL_RESOURCES },
    ...databaseShares(platform, database.instances, database.resources),
    { count: 3, resources: platform.edge.solver.resources },
  ];
  const size = mebibytes(database.storage);
  new Quota(scope, {
    owner,
    shares,
    storage: { volumes: database.instances, mebibytes: database.instances * size },
  });
}

function provisionerShares(platform: Platform): Share[] {
  if (provisionerRepository(platform) === undefined) return [];
  const { replicas, resources } = platform.system.provisioner;
  return [{ count: replicas + ROLLING, resources }];
}
