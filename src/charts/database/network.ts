import type { NetworkPolicyPeer } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Platform } from '../../platform/schema.ts';
import { internet, namespace, networks, type Opening, podsIn, tcp } from '../workload/network.ts';
import { clusterPods, POSTGRESQL_PORT } from './postgresql.ts';

const STATUS_PORT = 8000;
const METRICS_PORT = 9187;

/**
 * Returns a database's opening: in from its users, its own instances, the operator and Prometheus; out to its own instances,
 * the API server and the object store.
 */
export function databaseOpening(cluster: string, platform: Platform, users: NetworkPolicyPeer[]): Opening {
  const { network, monitoring, features } = platform;
  const pods = clusterPods(cluster);
  const own = { podSelector: { matchLabels: pods } };
  const operator = podsIn(network.operatorNamespace, { 'app.kubernetes.io/name': 'cloudnative-pg' });
  return {
    name: 'postgresql',
    pods,
    from: [
      { from: users, ports: tcp(POSTGRESQL_PORT) },
      { from: [own, operator], ports: tcp(POSTGRESQL_PORT, STATUS_PORT) },
      ...(features.monitoring ? [{ from: [namespace(monitoring.namespace)], ports: tcp(METRICS_PORT) }] : []),
    ],
    to: [
      { to: [own], ports: tcp(POSTGRESQL_PORT, STATUS_PORT) },
      { to: networks(network.apiServer), ports: tcp(...network.apiServerPorts) },
      ...(features.backups
        ? [
            {
              to: [internet(platform), ...networks(network.objectStore)],
              ports: tcp(...network.objectStorePorts),
            },
          ]
        : []),
    ],
  };
}

/** Returns an egress rule to a database in the same namespace. */
export function toDatabase(cluster: string) {
  return { to: [{ podSelector: { matchLabels: clusterPods(cluster) } }], ports: tcp(POSTGRESQL_PORT) };
}
