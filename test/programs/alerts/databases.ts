import { type AlertCases, series } from './cases.ts';

const primary = { namespace: 'tenant-acme', pod: 'acme-postgresql-1' };
const system = { namespace: 'mechanicbuddy-system', pod: 'mechanicbuddy-system-postgresql-1' };
const foreign = { namespace: 'shop', pod: 'shop-postgresql-1' };
const standby = { namespace: 'tenant-acme', pod: 'acme-postgresql-2' };

const up = (of = primary) => series('cnpg_collector_up', { ...of, cluster: 'acme-postgresql' });
const sessions = (state: string, of = primary) => series('cnpg_backends_total', { ...of, state });
const allowed = (of = primary) => series('cnpg_pg_settings_setting', { ...of, name: 'max_connections' });
const sharedBuffers = series('cnpg_pg_settings_setting', { ...primary, name: 'shared_buffers' });

export const DATABASES: readonly AlertCases[] = [
  {
    alert: 'MechanicBuddyDatabaseDown',
    fires: [
      {
        when: 'one of two instances does not answer',
        series: { [up()]: '0x10', [up(standby)]: '1x10' },
        from: '5m',
        severity: 'critical',
        labels: { ...primary, cluster: 'acme-postgresql' },
      },
      {
        when: 'the system’s own does not answer',
        series: { [up(system)]: '0x10' },
        from: '5m',
        severity: 'critical',
        labels: { ...system, cluster: 'acme-postgresql' },
      },
    ],
    quiet: [
      { when: 'both instances answer', series: { [up()]: '1x10', [up(standby)]: '1x10' }, at: '10m' },
      { when: 'an instance is back after 4 minutes', series: { [up()]: '0x4 1x10' }, at: '6m' },
      {
        when: 'it is somebody else’s',
        series: { [up(foreign)]: '0x10' },
        at: '10m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyConnectionsNearlyExhausted',
    fires: [
      {
        when: 'one instance has 81 sessions of 100',
        series: {
          [sessions('active')]: '30x20',
          [sessions('idle')]: '51x20',
          [allowed()]: '100x20',
          [sharedBuffers]: '16384x20',
          [sessions('idle', standby)]: '2x20',
          [allowed(standby)]: '100x20',
        },
        from: '10m',
        severity: 'critical',
        labels: primary,
        value: '81%',
      },
      {
        when: 'the system’s own has 99 of 100',
        series: { [sessions('idle', system)]: '99x20', [allowed(system)]: '100x20' },
        from: '10m',
        severity: 'critical',
        labels: system,
        value: '99%',
      },
    ],
    quiet: [
      {
        when: 'it has 80 of 100',
        series: { [sessions('active')]: '30x20', [sessions('idle')]: '50x20', [allowed()]: '100x20' },
        at: '20m',
      },
      {
        when: 'two instances have 81 together',
        series: {
          [sessions('idle')]: '41x20',
          [sessions('idle', standby)]: '40x20',
          [allowed()]: '100x20',
          [allowed(standby)]: '100x20',
        },
        at: '20m',
      },
      {
        when: 'it is somebody else’s',
        series: { [sessions('idle', foreign)]: '99x20', [allowed(foreign)]: '100x20' },
        at: '20m',
      },
    ],
  },
];
