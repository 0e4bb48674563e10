import type { Construct } from 'constructs';
import { Cluster, type ClusterSpec } from '../../../imports/cloudnative-pg.ts';
import { PodMonitor } from '../../../imports/prometheus-operator.ts';
import { canonical } from '../../platform/quantity.ts';
import type { NodePool, Platform } from '../../platform/schema.ts';
import type { Resources } from '../../records/fields.ts';
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
  /** Takes one last backup before the database hibernates. */
  readonly isLeaving?: boolean;
  readonly isProtected: boolean;
  readonly maxConnections?: number;
  /** The name of its backups in the object store; by default the Cluster's name. */
  readonly serverName?: string;
  /** The server name whose last backup a new Cluster is restored from. */
  readonly recoverFrom?: string;
  /** The database whose data a new Cluster imports. */
  readonly importing?: {
    readonly import: Import;
    readonly externalClusters: NonNullable<ClusterSpec['externalClusters']>;
  };
  /** The name of an additional Service for the primary. */
  readonly serviceName?: string;
  /** The name of a Secret with username and password; by default CloudNativePG generates `{name}-app`. */
  readonly passwordSecret?: string;
}

/** Adds a PostgreSQL cluster with its backups and metrics. */
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

/** Returns the labels of a cluster's pods, including those of its short-lived Jobs. */
export function clusterPods(cluster: string): Labels {
  return { 'cnpg.io/cluster': cluster };
}

function clusterSpec(props: PostgresqlProps): ClusterSpec {
  const { platform, nodePool } = props;
  return {
    instances: props.instances,
    imageName: platform.images.postgresql,
    enableSuperuserAccess: false,
    ...initialData(props),
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

/** Returns where a new cluster's data comes from: nowhere, an import, or a backup. CloudNativePG reads it once. */
function initialData({
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

/** Spreads the instances over nodes, also where all nodes are in one zone. */
function apartOnNodes(
  cluster: string,
): NonNullable<NonNullable<ClusterSpec['affinity']>['additionalPodAntiAffinity']> {
  const podAffinityTerm = {
    topologyKey: 'kubernetes.io/hostname',
    labelSelector: { matchLabels: clusterPods(cluster) },
  };
  return { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 50, podAffinityTerm }] };
}
