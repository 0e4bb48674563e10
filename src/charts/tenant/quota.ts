import type { Construct } from 'constructs';
import { mebibytes } from '../../platform/quantity.ts';
import { databaseShares } from '../database/quota.ts';
import type { Owner } from '../workload/owner.ts';
import { Quota, ROLLING, type Share } from '../workload/quota.ts';
import type { TenantProps } from './props.ts';

/** Adds a quota with room for everything at once: rolling updates, the migration, the database and the ACME solvers. */
export function addTenantQuota(scope: Construct, owner: Owner, { tenant, platform }: TenantProps): void {
  const { api, web, database, domains } = tenant;
  const shares: Share[] = [
    { count: api.replicas + ROLLING, resources: api.resources },
    { count: web.replicas + ROLLING, resources: web.resources },
    { count: tenant.importFrom === undefined ? 1 : 2, resources: platform.jobs.resources },
    ...databaseShares(platform, database.instances, database.resources),
    { count: 1 + domains.length, resources: platform.edge.solver.resources },
  ];
  const size = mebibytes(database.storage);
  new Quota(scope, {
    owner,
    shares,
    storage: { volumes: database.instances, mebibytes: database.instances * size },
  });
}
