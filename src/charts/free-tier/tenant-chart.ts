import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { administratorSecret } from '../../platform/administrator.ts';
import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import type { Placeholder, SharedTenant } from '../../platform/tenant.ts';
import { tenantNamespace } from '../../records/names.ts';
import { addCredentials } from '../administrator/secret.ts';
import { addIngress } from '../workload/ingress.ts';
import type { Owner } from '../workload/owner.ts';
import { addDatabase } from './database.ts';
import { freeTierOwner, UNAVAILABLE, WILDCARD_CERTIFICATE } from './names.ts';
import { dropPrograms, onboardingPrograms } from './onboarding.ts';
import { addImportRole } from './source-chart.ts';
import { addTenantJob } from './tenant-job.ts';

interface SharedTenantProps {
  readonly tenant: SharedTenant<Placeholder>;
  readonly platform: Platform;
}

/**
 * A free or demo tenant's own part of the shared instance (docs/decisions/free-tier-part.md): its database or schema, and the
 * Job that fills it. While the tenant is not served, an Ingress for its exact host answers 503.
 */
export class SharedTenantChart extends Chart {
  constructor(scope: Construct, { tenant, platform }: SharedTenantProps) {
    // `constructor` is a valid id of a tenant, but not of a construct.
    super(scope, tenantNamespace(tenant.id));
    const owner: Owner = { ...freeTierOwner, tenant: { id: tenant.id, tier: tenant.tier } };
    const { phase, data } = tenant;
    const isEmptied = phase === 'emptied';
    if (data.schema === undefined && !isEmptied) {
      const { template } = sharedDatabases(platform);
      addDatabase(this, { owner, name: data.database, template, isProtected: phase !== 'unprotected' });
    }
    // The Secret outlives its ExternalSecret: a password is never generated twice.
    if (!isEmptied) addCredentials(this, owner, administratorSecret(tenant).name);
    if (phase === 'serving')
      addTenantJob(this, owner, platform, tenant, onboardingPrograms(platform, tenant));
    // The role may be deleted only after its rights are revoked.
    if (tenant.isReturning) addImportRole(this, owner, tenant.id, false);
    if (isEmptied) addTenantJob(this, owner, platform, tenant, dropPrograms(platform, tenant));
    if (phase !== 'serving' && !isEmptied) addUnavailable(this, owner, platform, tenant);
  }
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
