import { portsOf } from '../../platform/releases.ts';
import type { Platform } from '../../platform/schema.ts';
import { clusterPods, POSTGRESQL_PORT } from '../database/postgresql.ts';
import { SYSTEM_CLUSTER, SYSTEM_NAMESPACE } from '../system/names.ts';
import {
  component,
  edge,
  internet,
  type Opening,
  outwards,
  podsIn,
  solverOpening,
  tcp,
} from '../workload/network.ts';
import { selector } from '../workload/owner.ts';
import { MIGRATION, freeTierOwner as owner } from './names.ts';

/** Only the edge and the shared web may reach the shared API: any other caller could choose whose data it opens. */
export function freeTierOpenings(platform: Platform): Opening[] {
  const [api, web] = [tcp(...portsOf(platform, 'api')), tcp(...portsOf(platform, 'web'))];
  const database = {
    to: [podsIn(SYSTEM_NAMESPACE, clusterPods(SYSTEM_CLUSTER))],
    ports: tcp(POSTGRESQL_PORT),
  };
  return [
    {
      name: 'api',
      pods: selector(owner, 'api'),
      from: [{ from: [edge(platform), component(owner, 'web')], ports: api }],
      to: [database, { to: [internet(platform)], ports: outwards(platform) }],
    },
    {
      name: 'web',
      pods: selector(owner, 'web'),
      from: [{ from: [edge(platform)], ports: web }],
      to: [{ to: [component(owner, 'api')], ports: api }],
    },
    { name: MIGRATION, pods: selector(owner, MIGRATION), to: [database] },
    solverOpening(platform),
  ];
}
