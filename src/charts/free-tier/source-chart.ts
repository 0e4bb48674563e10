import { Chart } from 'cdk8s';
import { KubeNetworkPolicy } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import { DatabaseRole } from '../../../imports/cloudnative-pg.ts';
import type { Platform } from '../../platform/schema.ts';
import { sharedDatabases } from '../../platform/shared-databases.ts';
import type { Placeholder, Source } from '../../platform/tenant.ts';
import { tenantNamespace, tenantPostgresql } from '../../records/names.ts';
import { importRole, importSecret } from '../database/move-names.ts';
import { addPasswordReader, addRolePassword } from '../database/password.ts';
import { clusterPods, POSTGRESQL_PORT } from '../database/postgresql.ts';
import { SYSTEM_CLUSTER, SYSTEM_NAMESPACE } from '../system/names.ts';
import { podsIn, tcp } from '../workload/network.ts';
import { metadata, type Owner, WAVE } from '../workload/owner.ts';
import { psqlProgram, waitForDatabase } from '../workload/psql.ts';
import { addDatabase } from './database.ts';
import { freeTierDatabase, freeTierOwner } from './names.ts';
import { dropPrograms } from './onboarding.ts';
import { prepareScript, revokeScript } from './source-scripts.ts';
import { addTenantJob, type Programs } from './tenant-job.ts';

interface SourceChartProps {
  readonly source: Source<Placeholder>;
  readonly platform: Platform;
}

/**
 * The data of a tenant that moved from the shared instance (docs/decisions/move.md), unchanged since the fence. During the
 * import, a role may read this data and nothing else, and the dedicated database may reach the shared one.
 */
export class SourceChart extends Chart {
  constructor(scope: Construct, { source, platform }: SourceChartProps) {
    super(scope, tenantNamespace(source.id));
    const { id, data, phase } = source;
    const owner: Owner = { ...freeTierOwner, tenant: { id, tier: source.tier } };
    const isImporting = phase === 'importing';
    const isGoing = phase === 'releasing';
    if (data.schema === undefined) {
      const { template } = sharedDatabases(platform);
      addDatabase(this, { owner, name: data.database, template, isProtected: !isGoing });
    }
    addImportRole(this, owner, id, isImporting);
    if (isImporting) allowImport(this, owner, id);
    if (isImporting)
      addTenantJob(
        this,
        owner,
        platform,
        source,
        programs(platform, source, prepareScript(scriptData(source))),
      );
    if (phase === 'kept')
      addTenantJob(
        this,
        owner,
        platform,
        source,
        programs(platform, source, revokeScript(scriptData(source))),
      );
    if (isGoing) addTenantJob(this, owner, platform, source, dropPrograms(platform, source));
  }
}

const scriptData = ({ id, data }: Source) => ({ id, schema: data.schema });

/** Adds the import role. It stays after the import, without a login, until its grants are revoked. */
export function addImportRole(scope: Construct, owner: Owner, id: string, isImporting: boolean): void {
  const [role, name] = [importRole(id), importSecret(id)];
  if (isImporting) {
    addRolePassword(scope, owner, { name, role, isShortLived: true });
    addPasswordReader(scope, owner, name, tenantNamespace(id));
  }
  new DatabaseRole(scope, 'import-role', {
    metadata: metadata(owner, name, 'postgresql', WAVE.database, { namespace: SYSTEM_NAMESPACE }),
    spec: {
      cluster: { name: SYSTEM_CLUSTER },
      name: role,
      login: isImporting,
      connectionLimit: 10,
      ...(isImporting ? { passwordSecret: { name } } : {}),
      databaseRoleReclaimPolicy: 'delete',
    },
  });
}

/** Lets the tenant's pods in to the shared database. The other half of the opening is in the tenant's namespace. */
function allowImport(scope: Construct, owner: Owner, id: string): void {
  const name = importSecret(id);
  const from = [
    podsIn(tenantNamespace(id), clusterPods(tenantPostgresql(id))),
    podsIn(tenantNamespace(id), { 'app.kubernetes.io/component': 'db-import' }),
  ];
  new KubeNetworkPolicy(scope, 'import-policy', {
    metadata: metadata(owner, name, 'network', WAVE.policies, { namespace: SYSTEM_NAMESPACE }),
    spec: {
      podSelector: { matchLabels: clusterPods(SYSTEM_CLUSTER) },
      policyTypes: ['Ingress'],
      ingress: [{ from, ports: tcp(POSTGRESQL_PORT) }],
    },
  });
}

function programs(platform: Platform, { id, data }: Source, script: string): Programs {
  const database = freeTierDatabase(platform, data.database);
  const { resources } = platform.freeTier.onboarding;
  const extra = { TENANT_ID: id, TENANCY_DATABASE: sharedDatabases(platform).tenancy };
  return {
    initContainers: [waitForDatabase(platform, database, resources)],
    containers: [psqlProgram(platform, { name: 'move', database, resources, script, extra })],
  };
}
