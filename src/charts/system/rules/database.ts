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

const RAISE_STORAGE =
  'Raise storage in the tenant’s record, or system.database.storage for the shared PostgreSQL, and commit. The storage class must allow volumes to grow.';

/** Alerts for every PostgreSQL instance: whether it answers, its connections and its storage. */
export function databaseAlerts(): Alert[] {
  return [
    {
      alert: 'DatabaseDown',
      expr: `cnpg_collector_up{${OURS}} == 0`,
      for: '5m',
      severity: 'critical',
      summary: 'PostgreSQL pod {{ $labels.pod }} in {{ $labels.namespace }} does not answer.',
      action:
        'Find out why: kubectl get cluster -n {{ $labels.namespace }}; kubectl describe pod -n {{ $labels.namespace }} {{ $labels.pod }}',
    },
    {
      alert: 'ConnectionsNearlyExhausted',
      expr: `${CONNECTIONS_USED} > 0.8`,
      for: '10m',
      severity: 'critical',
      summary:
        'PostgreSQL pod {{ $labels.pod }} in {{ $labels.namespace }} uses {{ $value | humanizePercentage }} of its connections.',
      action:
        'The API returns errors at 100 %. Restart the API if most sessions are idle; raise system.database.maxConnections for the shared PostgreSQL.',
    },
    {
      alert: 'DatabaseStorageNearlyFull',
      expr: `${VOLUMES_USED} > 0.8`,
      for: '15m',
      severity: 'critical',
      summary:
        'Volume {{ $labels.persistentvolumeclaim }} in {{ $labels.namespace }} is {{ $value | humanizePercentage }} full.',
      action: RAISE_STORAGE,
    },
    {
      alert: 'DatabaseOutgrowsVolume',
      expr: `${DATA_OF_VOLUME} > 0.8`,
      for: '15m',
      severity: 'critical',
      summary:
        'The data of PostgreSQL pod {{ $labels.pod }} in {{ $labels.namespace }} fills {{ $value | humanizePercentage }} of the volume that it requested.',
      action: RAISE_STORAGE,
    },
  ];
}

/** Alerts for backups that did not run. A hibernated database has no pods, and so no metric. */
export function backupAlerts({ backup }: Platform): Alert[] {
  const look = 'Find the backup that failed: kubectl get backup,scheduledbackup -n {{ $labels.namespace }}';
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
        '{{ $labels.namespace }} was archived and its database hibernates within a day, but its last backup is {{ $value | humanizeDuration }} old.',
      action: `Keep the database awake with npx mechanicbuddy tenant restore. ${look}`,
    },
    {
      alert: 'BackupUnknown',
      expr: WITHOUT_BACKUP_METRIC,
      for: '2h',
      severity: 'warning',
      summary: 'PostgreSQL in {{ $labels.namespace }} runs, but exports no metric about its backups.',
      action: `Check that the container plugin-barman-cloud runs in its pods. ${look}`,
    },
  ];
}
