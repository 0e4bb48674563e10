import { type AlertCases, series } from './cases.ts';

type Labels = Readonly<Record<string, string>>;

const primary = { namespace: 'tenant-acme', pod: 'acme-postgresql-1' };
const standby = { namespace: 'tenant-acme', pod: 'acme-postgresql-2' };
const system = { namespace: 'mechanicbuddy-system', pod: 'mechanicbuddy-system-postgresql-1' };
const foreign = { namespace: 'shop', pod: 'shop-postgresql-1' };

/** CloudNativePG names an instance's claim as its pod. */
const claimOf = ({ namespace, pod }: typeof primary) => ({ namespace, persistentvolumeclaim: pod });
const claim = claimOf(primary);
const cache = { namespace: 'tenant-acme', persistentvolumeclaim: 'cache' };

const used = (of: Labels = claim) => series('kubelet_volume_stats_used_bytes', { ...of, node: 'n1' });
const capacity = (of: Labels = claim) => series('kubelet_volume_stats_capacity_bytes', { ...of, node: 'n1' });
const size = (datname: string, of = primary) => series('cnpg_pg_database_size_bytes', { ...of, datname });
const asked = (of = claim, instance = 'kube-state-metrics-0') =>
  series('kube_persistentvolumeclaim_resource_requests_storage_bytes', { ...of, instance });

export const VOLUMES: readonly AlertCases[] = [
  {
    alert: 'MechanicBuddyDatabaseStorageNearlyFull',
    fires: [primary, system].map((instance) => ({
      when: `the volume of ${instance.pod} holds 81 of 100 GB`,
      series: { [used(claimOf(instance))]: '81e9x30', [capacity(claimOf(instance))]: '100e9x30' },
      from: '15m',
      severity: 'critical',
      labels: { ...claimOf(instance), node: 'n1' },
      value: '81%',
    })),
    quiet: [
      {
        when: 'its volume holds 80 of 100 GB',
        series: { [used()]: '80e9x30', [capacity()]: '100e9x30' },
        at: '30m',
      },
      {
        when: 'its volume grows in time',
        series: { [used()]: '81e9x30', [capacity()]: '100e9x14 200e9x15' },
        at: '20m',
      },
      {
        when: 'another volume is full',
        series: { [used(cache)]: '99e9x30', [capacity(cache)]: '100e9x30' },
        at: '30m',
      },
      {
        when: 'it is somebody else’s',
        series: { [used(claimOf(foreign))]: '99e9x30', [capacity(claimOf(foreign))]: '100e9x30' },
        at: '30m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyDatabaseOutgrowsVolume',
    fires: [
      {
        when: 'its databases hold 81 GB and its volume asked for 100, as two exporters tell',
        series: {
          [size('app')]: '80e9x30',
          [size('postgres')]: '1e9x30',
          [asked()]: '100e9x30',
          [asked(claim, 'kube-state-metrics-1')]: '100e9x30',
        },
        from: '15m',
        severity: 'critical',
        labels: primary,
        value: '81%',
      },
      {
        when: 'the system’s own holds 99 GB of 100',
        series: { [size('mechanicbuddy', system)]: '99e9x30', [asked(claimOf(system))]: '100e9x30' },
        from: '15m',
        severity: 'critical',
        labels: system,
        value: '99%',
      },
    ],
    quiet: [
      {
        when: 'its databases hold 80 GB',
        series: { [size('app')]: '79e9x30', [size('postgres')]: '1e9x30', [asked()]: '100e9x30' },
        at: '30m',
      },
      {
        when: 'each of two instances holds 41 GB on a volume of its own',
        series: {
          [size('app')]: '41e9x30',
          [size('app', standby)]: '41e9x30',
          [asked()]: '100e9x30',
          [asked(claimOf(standby))]: '100e9x30',
        },
        at: '30m',
      },
      {
        when: 'it is somebody else’s',
        series: { [size('shop', foreign)]: '99e9x30', [asked(claimOf(foreign))]: '100e9x30' },
        at: '30m',
      },
    ],
  },
];
