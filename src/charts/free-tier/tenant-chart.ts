import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import type { SharedTenant } from '../../platform/tenant.ts';
import { addIngress } from '../workload/ingress.ts';
import { OnceJob } from '../workload/job.ts';
import type { Owner } from '../workload/owner.ts';
import type { PodProps } from '../workload/pod.ts';
import { addDatabase } from './database.ts';
import { freeTierOwner, MIGRATION, UNAVAILABLE, WILDCARD_CERTIFICATE } from './names.ts';
import { dropPrograms, onboardingPrograms } from './onboarding.ts';

export interface SharedTenantProps {
  readonly tenant: SharedTenant;
  readonly platform: Platform;
}

/**
 * A free or demo tenant's own part of the shared instance (design, “Decided already”): its database or schema and
 * the Job that fills it; while it does not serve, its exact host leaves the wildcard and answers 503.
 */
export class SharedTenantChart extends Chart {
  constructor(scope: Construct, { tenant, platform }: SharedTenantProps) {
    // `constructor` is a good id of a tenant, and none of a construct.
    super(scope, `tenant-${tenant.id}`);
    const owner: Owner = { ...freeTierOwner, tenant: { id: tenant.id, tier: tenant.tier } };
    const { phase, data } = tenant;
    const isEmptied = phase === 'emptied';
    if (data.schema === undefined && !isEmptied) {
      const { template } = sharedDatabases(platform);
      addDatabase(this, { owner, name: data.database, template, isProtected: phase !== 'unprotected' });
    }
    if (phase === 'serving') addJob(this, owner, platform, tenant, onboardingPrograms(platform, tenant));
    if (isEmptied && data.schema !== undefined)
      addJob(this, owner, platform, tenant, dropPrograms(platform, tenant));
    if (phase !== 'serving' && !isEmptied) addUnavailable(this, owner, platform, tenant);
  }
}

type Programs = Pick<PodProps, 'initContainers' | 'containers'>;

function addJob(
  scope: Construct,
  owner: Owner,
  platform: Platform,
  tenant: SharedTenant,
  programs: Programs,
): void {
  new OnceJob(scope, {
    owner,
    name: `${MIGRATION}-${tenant.id}`,
    platform,
    deadlineSeconds: platform.freeTier.onboarding.deadlineSeconds,
    pod: {
      component: MIGRATION,
      version: tenant.version,
      user: platform.images.migration.user,
      serviceAccount: MIGRATION,
      ...programs,
      nodePool: platform.nodePools.free,
    },
  });
}

function addUnavailable(
  scope: Construct,
  owner: Owner,
  platform: Platform,
  { id, host }: SharedTenant,
): void {
  addIngress(scope, {
    owner,
    platform,
    name: `${UNAVAILABLE}-${id}`,
    component: 'edge',
    hosts: [host],
    routes: [{ path: '/', service: UNAVAILABLE }],
    tls: [{ secretName: WILDCARD_CERTIFICATE, hosts: [host] }],
  });
}
