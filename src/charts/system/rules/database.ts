import type { Platform } from '../../../platform/schema.ts';
import type { Alert } from '../../workload/alerts.ts';
import {
  ASLEEP_SOON,
  BACKUP_AGE,
  CONNECTIONS_USED,
  DATA_OF_VOLUME,
  OURS,
  VOLUMES_USED,
  WITHOUT_BACKUP_METRIC,
} from './queries.ts';

/** Connections, storage and life of every PostgreSQL instance. */
export function databaseAlerts(): Alert[] {
  return [
    {
      alert: 'DatabaseDown',
      expr: `cnpg_collector_up{${OURS}} == 0`,
      for: '5m',
      severity: 'critical',
      summary: 'PostgreSQL in {{ $labels.namespace }}, pod {{ $labels.pod }}, does not answer.',
      action:
        'kubectl get cluster -n {{ $labels.namespace }}; kubectl describe pod -n {{ $labels.namespace }} {{ $labels.pod }}',
    },
    {
      alert: 'ConnectionsNearlyExhausted',
      expr: `${CONNECTIONS_USED} > 0.8`,
      for: '10m',
      severity: 'critical',
      summary:
        '{{ $value | humanizePercentage }} of the connections of {{ $labels.pod }} in {{ $labels.namespace }} are in use.',
      action:
        'At 100 % the API answers errors: look for idle sessions, then raise max_connections or add a pooler.',
    },
    {
      alert: 'DatabaseStorageNearlyFull',
      expr: `${VOLUMES_USED} > 0.8`,
      for: '15m',
      severity: 'critical',
      summary:
        'Volume {{ $labels.persistentvolumeclaim }} in {{ $labels.namespace }} is {{ $value | humanizePercentage }} full.',
      action: 'Raise storage in the tenant’s record (it only grows; the storage class must allow it).',
    },
    {
      alert: 'DatabaseOutgrowsVolume',
      expr: `${DATA_OF_VOLUME} > 0.8`,
      for: '15m',
      severity: 'critical',
      summary:
        'The data of {{ $labels.pod }} in {{ $labels.namespace }} is {{ $value | humanizePercentage }} of the volume it asked for.',
      action: 'Raise storage in the tenant’s record (it only grows; the storage class must allow it).',
    },
  ];
}

/** Backups that did not run; a hibernated database has no pods and so no metric. */
export function backupAlerts({ backup }: Platform): Alert[] {
  const look = 'kubectl get backup,scheduledbackup -n {{ $labels.namespace }}';
  return [
    {
      alert: 'BackupMissing',
      expr: `${BACKUP_AGE} > ${backup.alertAfterHours} * 3600`,
      for: '2h',
      severity: 'critical',
      summary:
        'The last backup of PostgreSQL in {{ $labels.namespace }} is {{ $value | humanizeDuration }} old, or there is none.',
      action: look,
    },
    {
      alert: 'LastBackupMissing',
      expr: `${BACKUP_AGE} > 12 * 3600 and on (namespace) ${ASLEEP_SOON}`,
      for: '1h',
      severity: 'critical',
      summary:
        'Tenant {{ $labels.namespace }} was archived and its database sleeps soon, but its last backup is {{ $value | humanizeDuration }} old.',
      action: `${look}; mechanicbuddy tenant restore keeps the database awake.`,
    },
    {
      alert: 'BackupUnknown',
      expr: WITHOUT_BACKUP_METRIC,
      for: '2h',
      severity: 'warning',
      summary: 'PostgreSQL in {{ $labels.namespace }} runs, but tells nothing about its backups.',
      action: `Does the Barman Cloud sidecar run? ${look}`,
    },
  ];
}
