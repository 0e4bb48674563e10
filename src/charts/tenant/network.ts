import { databaseOpening, toDatabase } from '../database/network.ts';
import { component, edge, internet, type Opening, solverOpening, tcp } from '../workload/network.ts';
import { type Owner, selector } from '../workload/owner.ts';
import { importOpenings } from './import-gate.ts';
import { MIGRATION } from './migration.ts';
import { postgresqlName, type TenantProps } from './props.ts';

/** Who may talk to whom in a tenant's namespace; nobody from another tenant's. */
export function tenantOpenings(owner: Owner, { tenant, platform }: TenantProps): Opening[] {
  const cluster = postgresqlName(tenant);
  const { api, web } = platform.images;
  return [
    {
      name: 'api',
      pods: selector(owner, 'api'),
      from: [{ from: [edge(platform), component(owner, 'web')], ports: tcp(api.port) }],
      to: [toDatabase(cluster), { to: [internet(platform)], ports: tcp(443, platform.email.port) }],
    },
    {
      name: 'web',
      pods: selector(owner, 'web'),
      from: [{ from: [edge(platform)], ports: tcp(web.port) }],
      to: [{ to: [component(owner, 'api')], ports: tcp(api.port) }],
    },
    { name: MIGRATION, pods: selector(owner, MIGRATION), to: [toDatabase(cluster)] },
    databaseOpening(cluster, platform, [component(owner, 'api'), component(owner, MIGRATION)]),
    solverOpening(platform),
    ...(tenant.importFrom === undefined ? [] : importOpenings(owner, tenant)),
  ];
}
