import type { Platform } from '../../platform/schema.ts';

/** A kind as an AppProject lists it; the core group is empty. */
interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** The kinds that an AppProject admits. */
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

/** The kinds of a PostgreSQL cluster and its backups. */
function database({ features }: Platform): GroupKind[] {
  return [
    ...kinds('postgresql.cnpg.io', 'Cluster'),
    ...(features.backups
      ? [...kinds('postgresql.cnpg.io', 'ScheduledBackup'), ...kinds('barmancloud.cnpg.io', 'ObjectStore')]
      : []),
    ...(features.monitoring ? kinds('monitoring.coreos.com', 'PodMonitor') : []),
  ];
}

/** Returns the kinds that the tenants' project admits: exactly those that a tenant renders to. */
export function tenantKinds(platform: Platform): Kinds {
  const lastBackup = platform.features.backups ? kinds('postgresql.cnpg.io', 'Backup') : [];
  return {
    cluster: namespaces,
    namespaced: [...programs, ...settingsFile, ...store, ...database(platform), ...lastBackup],
  };
}

/** Returns the kinds that the free tier's project admits. */
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

/** Returns the kinds that the management plane's project admits. */
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

/** Returns the kinds that the root Application's project admits. */
export function rootKinds(): Kinds {
  return {
    cluster: kinds(
      'admissionregistration.k8s.io',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
    ),
    namespaced: kinds('argoproj.io', 'AppProject', 'Application', 'ApplicationSet'),
  };
}

function kinds(group: string, ...names: string[]): GroupKind[] {
  return names.map((kind) => ({ group, kind }));
}
