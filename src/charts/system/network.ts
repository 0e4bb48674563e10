import { provisionerRepository } from '../../platform/provisioner.ts';
import { portsOf } from '../../platform/releases.ts';
import type { Platform } from '../../platform/schema.ts';
import { databaseOpening, toDatabase } from '../database/network.ts';
import { FREE_TIER_NAMESPACE, freeTierOwner, MIGRATION } from '../free-tier/names.ts';
import {
  component,
  dnsPorts,
  edge,
  internet,
  namespace,
  type Opening,
  podsIn,
  solverOpening,
  tcp,
} from '../workload/network.ts';
import { selector } from '../workload/owner.ts';
import {
  MANAGEMENT_API,
  MANAGEMENT_MIGRATION,
  MANAGEMENT_PORTAL,
  systemOwner as owner,
  PROVISIONER,
  SCHEDULED_CALLS,
  SYSTEM_CLUSTER,
} from './names.ts';

/** Who may talk to whom in the management plane. */
export function systemOpenings(platform: Platform): Opening[] {
  const apiPort = tcp(...portsOf(platform, 'managementApi'));
  const toApi = { to: [component(owner, MANAGEMENT_API)], ports: apiPort };
  const freeTier = (name: string) => podsIn(FREE_TIER_NAMESPACE, selector(freeTierOwner, name));
  return [
    {
      name: MANAGEMENT_API,
      pods: selector(owner, MANAGEMENT_API),
      from: [
        {
          from: [edge(platform), component(owner, MANAGEMENT_PORTAL), component(owner, SCHEDULED_CALLS)],
          ports: apiPort,
        },
      ],
      to: [toDatabase(SYSTEM_CLUSTER), { to: [internet(platform)], ports: tcp(443, platform.email.port) }],
    },
    {
      name: MANAGEMENT_PORTAL,
      pods: selector(owner, MANAGEMENT_PORTAL),
      from: [{ from: [edge(platform)], ports: tcp(...portsOf(platform, 'managementPortal')) }],
      to: [toApi],
    },
    ...provisionerOpenings(platform),
    { name: SCHEDULED_CALLS, pods: selector(owner, SCHEDULED_CALLS), to: [toApi] },
    {
      name: MANAGEMENT_MIGRATION,
      pods: selector(owner, MANAGEMENT_MIGRATION),
      to: [toDatabase(SYSTEM_CLUSTER)],
    },
    databaseOpening(SYSTEM_CLUSTER, platform, [
      component(owner, MANAGEMENT_API),
      component(owner, MANAGEMENT_MIGRATION),
      freeTier('api'),
      freeTier(MIGRATION),
    ]),
    solverOpening(platform),
  ];
}

/** The edge and whoever reads metrics come in; GitHub, Stripe and subscribers are on the Internet. */
function provisionerOpenings(platform: Platform): Opening[] {
  if (provisionerRepository(platform) === undefined) return [];
  const readers = platform.features.monitoring ? [namespace(platform.monitoring.namespace)] : [];
  return [
    {
      name: PROVISIONER,
      pods: selector(owner, PROVISIONER),
      from: [{ from: [edge(platform), ...readers], ports: tcp(platform.images.provisioner.port) }],
      // Resolvers of its own choice say whether a domain's proof is there.
      to: [{ to: [internet(platform)], ports: [...tcp(443), ...dnsPorts()] }],
    },
  ];
}
