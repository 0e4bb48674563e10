import type { Platform } from '../../platform/schema.ts';

/** A kind as an AppProject lists it; the core group is empty. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

export interface Kinds {
  readonly cluster: readonly GroupKind[];
  readonly namespaced: readonly GroupKind[];
}

const core = kinds('', 'LimitRange', 'ResourceQuota', 'Service', 'ServiceAccount');
const programs = [
  ...core,
  ...kinds('apps', 'Deployment'),
  ...kinds('batch', 'Job'),
  ...kinds('networking.k8s.io', 'Ingress', 'NetworkPolicy'),
  ...kinds('policy', 'PodDisruptionBudget'),
  ...kinds('cert-manager.io', 'Certificate'),
  ...kinds('external-secrets.io', 'ExternalSecret'),
  ...kinds('generators.external-secrets.io', 'Password'),
];
const access = kinds('rbac.authorization.k8s.io', 'Role', 'RoleBinding');
const store = kinds('external-secrets.io', 'SecretStore');
const namespaces = kinds('', 'Namespace');
/** The settings file of an instance's API. */
const settingsFile = kinds('', 'ConfigMap');

/** Kinds that a cluster's database brings with it. */
function database({ features }: Platform): GroupKind[] {
  return [
    ...kinds('postgresql.cnpg.io', 'Cluster'),
    ...(features.backups
      ? [...kinds('postgresql.cnpg.io', 'ScheduledBackup'), ...kinds('barmancloud.cnpg.io', 'ObjectStore')]
      : []),
    ...(features.monitoring ? kinds('monitoring.coreos.com', 'PodMonitor') : []),
  ];
}

/** What the tenants' project admits: exactly what a tenant is rendered to. */
export function tenantKinds(platform: Platform): Kinds {
  const lastBackup = platform.features.backups ? kinds('postgresql.cnpg.io', 'Backup') : [];
  return {
    cluster: namespaces,
    namespaced: [...programs, ...settingsFile, ...store, ...database(platform), ...lastBackup],
  };
}

export function freeTierKinds({ features, freeTier }: Platform): Kinds {
  const hasAutoscaler = freeTier.api.autoscaling.enabled || freeTier.web.autoscaling.enabled;
  return {
    cluster: namespaces,
    namespaced: [
      ...programs,
      ...settingsFile,
      ...access,
      ...store,
      ...kinds('postgresql.cnpg.io', 'Database', 'DatabaseRole'),
      ...(hasAutoscaler ? kinds('autoscaling', 'HorizontalPodAutoscaler') : []),
      ...(features.monitoring ? kinds('monitoring.coreos.com', 'PrometheusRule') : []),
    ],
  };
}

export function systemKinds(platform: Platform): Kinds {
  const { features, secretStore } = platform;
  const ownStore = secretStore.provider === 'kubernetes';
  return {
    cluster: [...namespaces, ...(ownStore ? kinds('external-secrets.io', 'ClusterSecretStore') : [])],
    namespaced: [
      ...programs,
      ...database(platform),
      ...kinds('batch', 'CronJob'),
      ...(ownStore ? access : []),
      ...(features.grafana ? kinds('', 'ConfigMap') : []),
      ...(features.monitoring ? kinds('monitoring.coreos.com', 'PrometheusRule', 'ServiceMonitor') : []),
    ],
  };
}

export function rootKinds(): Kinds {
  return { cluster: [], namespaced: kinds('argoproj.io', 'AppProject', 'Application', 'ApplicationSet') };
}

function kinds(group: string, ...names: string[]): GroupKind[] {
  return names.map((kind) => ({ group, kind }));
}
