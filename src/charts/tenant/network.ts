import { portsOf } from '../../platform/releases.ts';
import { databaseOpening, toDatabase } from '../database/network.ts';
import {
  component,
  edge,
  internet,
  type Opening,
  outwards,
  solverOpening,
  tcp,
} from '../workload/network.ts';
import { type Owner, selector } from '../workload/owner.ts';
import { importOpenings } from './import-gate.ts';
import { MIGRATION } from './migration.ts';
import { postgresqlName, type TenantProps } from './props.ts';

/** Returns who may reach whom in a tenant's namespace. Nobody may from another tenant's. */
export function tenantOpenings(owner: Owner, { tenant, platform }: TenantProps): Opening[] {
  const cluster = postgresqlName(tenant);
  const [api, web] = [tcp(...portsOf(platform, 'api')), tcp(...portsOf(platform, 'web'))];
  return [
    {
      name: 'api',
      pods: selector(owner, 'api'),
      from: [{ from: [edge(platform), component(owner, 'web')], ports: api }],
      to: [toDatabase(cluster), { to: [internet(platform)], ports: outwards(platform) }],
    },
    {
      name: 'web',
      pods: selector(owner, 'web'),
      from: [{ from: [edge(platform)], ports: web }],
      to: [{ to: [component(owner, 'api')], ports: api }],
    },
    { name: MIGRATION, pods: selector(owner, MIGRATION), to: [toDatabase(cluster)] },
    databaseOpening(cluster, platform, [component(owner, 'api'), component(owner, MIGRATION)]),
    solverOpening(platform),
    ...(tenant.importFrom === undefined ? [] : importOpenings(owner, tenant)),
  ];
}
