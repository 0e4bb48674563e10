/** PromQL: the platform's own namespaces and every tenant's. */
export const OURS = 'namespace=~"mechanicbuddy-.*|tenant-.*"';

const VOLUMES = `${OURS},persistentvolumeclaim=~".*-postgresql-.*"`;

/** Connections in use, of those allowed, for each instance. */
export const CONNECTIONS_USED = `sum by (namespace, pod) (cnpg_backends_total{${OURS}}) / max by (namespace, pod) (cnpg_pg_settings_setting{${OURS},name="max_connections"})`;

/** Database volumes: used, of their size. */
export const VOLUMES_USED = `kubelet_volume_stats_used_bytes{${VOLUMES}} / kubelet_volume_stats_capacity_bytes{${VOLUMES}}`;

/** Seconds since the last backup of each database; without one the timestamp is 0. */
export const BACKUP_AGE = `time() - max by (namespace) (barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{${OURS}})`;

/** Seconds until each certificate ends. */
export const CERTIFICATE_LIFE = `certmanager_certificate_expiration_timestamp_seconds{${OURS}} - time()`;
