import { type AlertCases, series } from './cases.ts';

const failed = (namespace: string, job_name: string, condition = 'true') =>
  series('kube_job_failed', { namespace, job_name, condition });

const call = { namespace: 'mechanicbuddy-system', cronjob: 'process-expired-billing' };
const lastSuccess = (cronjob = call) => series('kube_cronjob_status_last_successful_time', cronjob);
const created = (cronjob = call) => series('kube_cronjob_created', cronjob);

export const JOBS: readonly AlertCases[] = [
  {
    alert: 'MechanicBuddyJobFailed',
    fires: [
      ['tenant-acme', 'db-migration'],
      ['mechanicbuddy-free-tier', 'db-migration-pete'],
      ['mechanicbuddy-system', 'management-db-migration'],
    ].map(([namespace = '', job_name = '']) => ({
      when: `${job_name} in ${namespace} gave up`,
      series: { [failed(namespace, job_name)]: '1x10', [failed(namespace, job_name, 'false')]: '0x10' },
      from: '5m',
      severity: 'critical',
      labels: { namespace, job_name, condition: 'true' },
    })),
    quiet: [
      {
        when: 'a migration’s pods failed and it tries again',
        series: {
          [series('kube_job_status_failed', { namespace: 'tenant-acme', job_name: 'db-migration' })]: '2x10',
          [failed('tenant-acme', 'db-migration')]: '0x10',
          [failed('tenant-acme', 'db-migration', 'false')]: '1x10',
        },
        at: '10m',
      },
      {
        when: 'another kind of Job failed',
        series: { [failed('mechanicbuddy-system', 'process-expired-billing-29')]: '1x10' },
        at: '10m',
      },
      {
        when: 'somebody else’s migration failed',
        series: { [failed('shop', 'db-migration')]: '1x10' },
        at: '10m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyScheduledCallMissed',
    fires: [
      {
        when: 'it last succeeded more than 26 hours ago',
        series: { [created()]: '0x1700', [lastSuccess()]: '0x1700' },
        from: '26h31m',
        severity: 'warning',
        labels: call,
        value: '1d 2h 31m 0s',
      },
      {
        when: 'it was made more than 26 hours ago and never succeeded',
        series: { [created()]: '0x1700', [lastSuccess({ ...call, cronjob: 'other' })]: '_x1500 90000x200' },
        from: '26h31m',
        severity: 'warning',
        labels: call,
        value: '1d 2h 31m 0s',
      },
    ],
    quiet: [
      {
        when: 'it succeeds every day, two hours late once',
        series: { [created()]: '0x3200', [lastSuccess()]: '0x1559 93600x1640' },
        at: '52h',
      },
      { when: 'it was made yesterday and has yet to run', series: { [created()]: '0x1600' }, at: '26h' },
      {
        when: 'it is somebody else’s',
        series: {
          [lastSuccess({ ...call, namespace: 'shop' })]: '0x1700',
          [created({ namespace: 'shop', cronjob: 'never' })]: '0x1700',
        },
        at: '28h',
      },
    ],
  },
];
