import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { administratorSecret } from '../../platform/administrator.ts';
import type { DedicatedTenant } from '../../platform/tenant.ts';
import { tierValues } from '../../platform/tiers.ts';
import { defined } from '../../records/defined.ts';
import { closingProgram } from '../administrator/programs.ts';
import { addCredentials } from '../administrator/secret.ts';
import { addPostgresql, DATABASE, POSTGRESQL_PORT } from '../database/postgresql.ts';
import { apiServer, type InstanceProps, webServer } from '../workload/application.ts';
import { addNamespace } from '../workload/namespace.ts';
import { NetworkPolicies } from '../workload/network.ts';
import type { Owner } from '../workload/owner.ts';
import { addAppSecrets, addCopied, addPullSecret, EMAIL_SECRET } from '../workload/secrets.ts';
import { Server } from '../workload/server.ts';
import { addTenantEdge } from './edge.ts';
import { addImportGate, importOf } from './import-gate.ts';
import { addMigration, tenantMigration } from './migration.ts';
import { tenantOpenings } from './network.ts';
import { postgresqlName, type TenantProps, tenantOwner } from './props.ts';
import { addTenantQuota } from './quota.ts';

/** A dedicated tenant's namespace and everything in it. */
export class TenantChart extends Chart {
  constructor(scope: Construct, { tenant, platform }: TenantProps) {
    super(scope, tenant.namespace);
    const owner = tenantOwner(tenant);
    const isServing = tenant.phase === 'serving';
    const isProtected = tenant.phase !== 'unprotected' && tenant.phase !== 'detached';

    addNamespace(this, owner, { isProtected });
    addTenantQuota(this, owner, { tenant, platform });
    new NetworkPolicies(this, owner, tenantOpenings(owner, { tenant, platform }));
    addAppSecrets(this, owner);
    const secret = administratorSecret(tenant).name;
    addCredentials(this, owner, secret);
    addCopied(this, owner, EMAIL_SECRET, platform, { 'api-key': 'resendApiKey' });
    addPullSecret(this, owner, platform);
    addPostgresql(this, {
      owner,
      platform,
      name: postgresqlName(tenant),
      ...tenant.database,
      nodePool: tenant.nodePool,
      isHibernated: !isServing && tenant.phase !== 'leaving',
      isLeaving: tenant.phase === 'leaving',
      isProtected,
      serverName: tenant.serverName,
      ...defined({
        recoverFrom: tenant.recoverFrom,
        importing: tenant.importFrom && importOf(tenant.importFrom, tenant, platform),
      }),
    });
    const instance = instanceOf(owner, { tenant, platform });
    // A hibernated database never answers: a Job that waits for it would block the sync for ever.
    if (isServing) addMigration(this, instance, { tenant: tenant.id, ownerEmail: tenant.ownerEmail, secret });
    const size = ({ replicas, resources }: DedicatedTenant['api']) => ({
      replicas: isServing ? replicas : 0,
      resources,
    });
    // Again before the API starts: Argo CD's retry skips a failed Job and would roll out on an old schema.
    const initContainers = [
      tenantMigration(instance),
      closingProgram(platform, { database: instance.database, resources: platform.jobs.resources }),
    ];
    new Server(this, { ...apiServer(instance, size(tenant.api)), initContainers });
    new Server(this, webServer(instance, size(tenant.web)));
    // When a move is taken back, the shared instance serves the host again.
    if (tenant.phase !== 'detached') addTenantEdge(this, owner, { tenant, platform });
    if (tenant.importFrom !== undefined) addImportGate(this, owner, tenant.importFrom, { tenant, platform });
  }
}

function instanceOf(owner: Owner, { tenant, platform }: TenantProps): InstanceProps {
  const cluster = postgresqlName(tenant);
  return {
    owner,
    platform,
    version: tenant.version,
    prefix: '',
    host: tenant.host,
    tier: tierValues(tenant.tier, platform).application,
    isMultiTenant: false,
    database: {
      host: `${cluster}-rw`,
      port: POSTGRESQL_PORT,
      name: DATABASE,
      user: DATABASE,
      secret: `${cluster}-app`,
    },
    nodePool: tenant.nodePool,
  };
}
