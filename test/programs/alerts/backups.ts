import { type AlertCases, series } from './cases.ts';

const ACME = 'tenant-acme';
const SYSTEM = 'mechanicbuddy-system';
const SHOP = 'shop';
const lastBackup = (pod: number, namespace = ACME) =>
  series('barman_cloud_cloudnative_pg_io_last_available_backup_timestamp', {
    namespace,
    pod: `postgresql-${pod}`,
  });
const up = (pod: number, namespace = ACME) =>
  series('cnpg_collector_up', { namespace, pod: `postgresql-${pod}` });

const replicas = series('kube_deployment_spec_replicas', { namespace: ACME, deployment: 'api' });

export const BACKUPS: readonly AlertCases[] = [
  {
    alert: 'MechanicBuddyBackupMissing',
    fires: [
      {
        when: 'the last backup is older than 26 hours, whatever a standby says',
        series: { [lastBackup(1)]: '3600x1900', [lastBackup(2)]: '1800x1900' },
        from: '29h1m',
        severity: 'critical',
        labels: { namespace: ACME },
        value: '1d 4h 1m 0s',
      },
      {
        when: 'there never was one',
        series: { [lastBackup(1, SYSTEM)]: '0x1900' },
        from: '28h1m',
        severity: 'critical',
        labels: { namespace: SYSTEM },
        value: '1d 4h 1m 0s',
      },
    ],
    quiet: [
      {
        when: 'a backup took place 26 hours after the one before',
        series: { [lastBackup(1)]: '3600x1619 97200x400' },
        at: '30h',
      },
      {
        when: 'the instance that made it is a standby by now',
        series: { [lastBackup(1)]: '0x1900', [lastBackup(2)]: '90000x1900' },
        at: '30h',
      },
      { when: 'it is somebody else’s', series: { [lastBackup(1, SHOP)]: '0x1900' }, at: '30h' },
    ],
  },
  {
    alert: 'MechanicBuddyLastBackupMissing',
    fires: [
      {
        when: 'a tenant has no pods, its database is awake, and its last backup is of another day',
        series: { [lastBackup(1)]: '3600x900', [replicas]: '0x900' },
        from: '14h1m',
        severity: 'critical',
        labels: { namespace: ACME },
        value: '13h 1m 0s',
      },
    ],
    quiet: [
      { when: 'it serves', series: { [lastBackup(1)]: '3600x900', [replicas]: '2x900' }, at: '15h' },
      {
        when: 'the backup that was asked for is there',
        series: { [lastBackup(1)]: '3600x700 43200x200', [replicas]: '0x900' },
        at: '15h',
      },
      { when: 'the database sleeps', series: { [replicas]: '0x900' }, at: '15h' },
    ],
  },
  {
    alert: 'MechanicBuddyBackupUnknown',
    fires: [
      {
        when: 'both instances run and neither tells of a backup',
        series: { [up(1)]: '1x150', [up(2)]: '1x150' },
        from: '2h',
        severity: 'warning',
        labels: { namespace: ACME },
      },
      {
        when: 'the system’s own runs and tells of no backup',
        series: { [up(1, SYSTEM)]: '1x150', [up(1)]: '1x150', [lastBackup(1)]: '0x150' },
        from: '2h',
        severity: 'warning',
        labels: { namespace: SYSTEM },
      },
    ],
    quiet: [
      {
        when: 'one instance tells that there is none yet',
        series: { [up(1)]: '1x150', [up(2)]: '1x150', [lastBackup(2)]: '0x150' },
        at: '2h30m',
      },
      {
        when: 'they tell again after 119 minutes',
        series: { [up(1)]: '1x150', [lastBackup(1)]: '_x119 0x30' },
        at: '2h1m',
      },
      { when: 'it is somebody else’s', series: { [up(1, SHOP)]: '1x150' }, at: '2h30m' },
    ],
  },
];
