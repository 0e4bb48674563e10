/** PromQL: matches the platform's own namespaces and every tenant's. */
export const OURS = 'namespace=~"mechanicbuddy-.*|tenant-.*"';

const VOLUMES = `${OURS},persistentvolumeclaim=~".*-postgresql-.*"`;

/** Connections in use as a share of those allowed, for each instance. */
export const CONNECTIONS_USED = `sum by (namespace, pod) (cnpg_backends_total{${OURS}}) / max by (namespace, pod) (cnpg_pg_settings_setting{${OURS},name="max_connections"})`;

/** Used space as a share of the size, for each database volume. */
export const VOLUMES_USED = `kubelet_volume_stats_used_bytes{${VOLUMES}} / kubelet_volume_stats_capacity_bytes{${VOLUMES}}`;

/** Data as a share of the requested volume, for each instance. Some volumes report no use of their own, such as those of local-path. */
export const DATA_OF_VOLUME = `sum by (namespace, pod) (cnpg_pg_database_size_bytes{${OURS}}) / on (namespace, pod) max by (namespace, pod) (label_replace(kube_persistentvolumeclaim_resource_requests_storage_bytes{${VOLUMES}}, "pod", "$1", "persistentvolumeclaim", "(.*)"))`;

const LAST_BACKUP = `max by (namespace) (barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{${OURS}})`;

/** Databases that run and export no metric about a backup. */
export const WITHOUT_BACKUP_METRIC = `max by (namespace) (cnpg_collector_up{${OURS}}) unless on (namespace) ${LAST_BACKUP}`;

/** Seconds since the last backup of each database; without one the timestamp is 0. */
export const BACKUP_AGE = `time() - ${LAST_BACKUP}`;

/** Tenants without pods. One whose database still runs was archived within the last day. */
export const ASLEEP_SOON =
  'max by (namespace) (kube_deployment_spec_replicas{namespace=~"tenant-.*",deployment="api"}) == 0';

/** Seconds until each certificate expires. One that was never issued has the time 0 and is left out. */
export const CERTIFICATE_LIFE = `(certmanager_certificate_expiration_timestamp_seconds{${OURS}} > 0) - time()`;
