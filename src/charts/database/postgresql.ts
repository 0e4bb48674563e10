import type { Construct } from 'constructs';
import { Cluster, type ClusterSpec } from '../../../imports/cloudnative-pg.ts';
import { PodMonitor } from '../../../imports/prometheus-operator.ts';
import { canonical } from '../../platform/quantity.ts';
import type { NodePool, Platform } from '../../platform/schema.ts';
import type { Resources } from '../../records/schema.ts';
import { type Labels, labels, metadata, type Owner, PROTECTED, WAVE } from '../workload/owner.ts';
import { addBackups, archiveOf, backupPlugin } from './backup.ts';

export const POSTGRESQL_PORT = 5432;
type Import = NonNullable<NonNullable<NonNullable<ClusterSpec['bootstrap']>['initdb']>['import']>;

/** The database that an instance uses, and the role that owns it. */
export const DATABASE = 'mechanicbuddy';

export interface PostgresqlProps {
  readonly owner: Owner;
  readonly platform: Platform;
  readonly name: string;
  readonly instances: number;
  readonly storage: string;
  readonly storageClass: string;
  readonly resources: Resources;
  readonly nodePool: NodePool | undefined;
  readonly isHibernated: boolean;
  /** One last backup is made before the database sleeps. */
  readonly isLeaving?: boolean;
  readonly isProtected: boolean;
  readonly maxConnections?: number;
  /** Under which its backups lie; its own name when nothing is said. */
  readonly serverName?: string;
  /** The server name whose last backup it is made of. */
  readonly recoverFrom?: string;
  /** Where its data comes from when it is made. */
  readonly importing?: {
    readonly import: Import;
    readonly externalClusters: NonNullable<ClusterSpec['externalClusters']>;
  };
  /** One more Service to the primary, under this name. */
  readonly serviceName?: string;
  /** Names a Secret with username and password; nothing: CloudNativePG makes `{name}-app`. */
  readonly passwordSecret?: string;
}

/** A PostgreSQL cluster with its backups and metrics. */
export function addPostgresql(scope: Construct, props: PostgresqlProps): void {
  const { owner, platform, name } = props;
  addBackups(scope, props);
  new Cluster(scope, 'postgresql', {
    metadata: metadata(owner, name, 'postgresql', props.isHibernated ? WAVE.hibernated : WAVE.database, {
      ...(props.isProtected ? { syncOptions: PROTECTED } : {}),
      annotations: { 'cnpg.io/hibernation': props.isHibernated ? 'on' : 'off' },
    }),
    spec: clusterSpec(props),
  });
  if (!platform.features.monitoring) return;
  new PodMonitor(scope, 'postgresql-monitor', {
    metadata: metadata(owner, name, 'postgresql', WAVE.database, { labels: platform.monitoring.labels }),
    spec: { selector: { matchLabels: clusterPods(name) }, podMetricsEndpoints: [{ port: 'metrics' }] },
  });
}

/** Labels of a cluster's pods, its short-lived Jobs included. */
export function clusterPods(cluster: string): Labels {
  return { 'cnpg.io/cluster': cluster };
}

function clusterSpec(props: PostgresqlProps): ClusterSpec {
  const { platform, nodePool } = props;
  return {
    instances: props.instances,
    imageName: platform.images.postgresql,
    enableSuperuserAccess: false,
    ...beginning(props),
    storage: { size: props.storage, storageClass: props.storageClass, resizeInUseVolumes: true },
    resources: canonical(props.resources),
    ...(props.maxConnections === undefined
      ? {}
      : { postgresql: { parameters: { max_connections: String(props.maxConnections) } } }),
    affinity: {
      enablePodAntiAffinity: true,
      podAntiAffinityType: 'preferred',
      topologyKey: 'topology.kubernetes.io/zone',
      additionalPodAntiAffinity: apartOnNodes(props.name),
      ...(nodePool === undefined
        ? {}
        : { nodeSelector: nodePool.nodeSelector, tolerations: nodePool.tolerations }),
    },
    ...(props.serviceName === undefined ? {} : { managed: primaryService(props.serviceName) }),
    inheritedMetadata: { labels: { ...labels(props.owner, 'postgresql') } },
    ...(platform.features.backups ? backupPlugin(props.serverName ?? props.name) : {}),
  };
}

/** How a new cluster gets its database: empty, imported, or from a backup. CloudNativePG reads it once. */
function beginning({
  passwordSecret,
  importing,
  recoverFrom,
}: PostgresqlProps): Pick<ClusterSpec, 'bootstrap' | 'externalClusters'> {
  const names = { database: DATABASE, owner: DATABASE };
  if (recoverFrom !== undefined)
    return {
      bootstrap: { recovery: { source: recoverFrom, ...names } },
      externalClusters: [archiveOf(recoverFrom)],
    };
  const secret = passwordSecret === undefined ? {} : { secret: { name: passwordSecret } };
  if (importing === undefined) return { bootstrap: { initdb: { ...names, ...secret } } };
  return {
    bootstrap: { initdb: { ...names, ...secret, import: importing.import } },
    externalClusters: importing.externalClusters,
  };
}

function primaryService(name: string): NonNullable<ClusterSpec['managed']> {
  return {
    services: {
      additional: [{ selectorType: 'rw', updateStrategy: 'patch', serviceTemplate: { metadata: { name } } }],
    },
  };
}

/** In a cluster of one zone the instances still belong on different nodes. */
function apartOnNodes(
  cluster: string,
): NonNullable<NonNullable<ClusterSpec['affinity']>['additionalPodAntiAffinity']> {
  const podAffinityTerm = {
    topologyKey: 'kubernetes.io/hostname',
    labelSelector: { matchLabels: clusterPods(cluster) },
  };
  return { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 50, podAffinityTerm }] };
}
