import { type AlertCases, series } from './cases.ts';

const namespace = 'mechanicbuddy-free-tier';
const scaler = { namespace, horizontalpodautoscaler: 'free-tier-api' };
const elsewhere = { ...scaler, namespace: 'shop' };
const replicas = (of = scaler) => series('kube_horizontalpodautoscaler_status_current_replicas', of);
const maximum = (of = scaler) => series('kube_horizontalpodautoscaler_spec_max_replicas', of);

const pod = (number: number, container = 'api') => ({ namespace, pod: `free-tier-${number}`, container });
const foreign = { ...pod(1), namespace: 'shop' };
type Pod = ReturnType<typeof pod>;
const cpu = (of: Pod) => series('container_cpu_usage_seconds_total', of);
const memory = (of: Pod) => series('container_memory_working_set_bytes', of);
const requested = (resource: string, of: Pod) =>
  series('kube_pod_container_resource_requests', { ...of, resource });
/** A counter that grows by so many seconds a minute. */
const seconds = (aMinute: number) => `1000+${aMinute}x90`;

const bothRequest = (resource: string, amount: string) => ({
  [requested(resource, pod(1))]: `${amount}x90`,
  [requested(resource, pod(2))]: `${amount}x90`,
});

const taken = (replica = 1) => series('mechanicbuddy_places_taken', { pod: `tenant-provisioner-${replica}` });
const limit = (replica = 1) => series('mechanicbuddy_max_tenants', { pod: `tenant-provisioner-${replica}` });

export const FREE_TIER: readonly AlertCases[] = [
  {
    alert: 'MechanicBuddyFreeTierAtMaximumReplicas',
    fires: [
      {
        when: 'there are as many replicas as there may be',
        series: { [replicas()]: '10x60', [maximum()]: '10x60' },
        from: '30m',
        severity: 'warning',
        labels: scaler,
        value: '10',
      },
    ],
    quiet: [
      { when: 'one more may be', series: { [replicas()]: '9x60', [maximum()]: '10x60' }, at: '1h' },
      {
        when: 'it is somebody else’s autoscaler',
        series: { [replicas(elsewhere)]: '10x60', [maximum(elsewhere)]: '10x60' },
        at: '1h',
      },
    ],
  },
  {
    alert: 'MechanicBuddyFreeTierCpuHigh',
    fires: [
      {
        when: 'two pods use 71 % of what they requested',
        series: {
          [cpu(pod(1))]: seconds(43.6),
          [cpu(pod(2))]: seconds(41.6),
          ...bothRequest('cpu', '1'),
          ...bothRequest('memory', '2e9'),
          [requested('cpu', foreign)]: '1x90',
        },
        // Four minutes until the rate over five is the whole one.
        from: '1h4m',
        severity: 'warning',
        labels: { container: 'api' },
        value: '71%',
      },
      {
        when: 'the web uses all of it',
        series: { [cpu(pod(1, 'web'))]: seconds(60), [requested('cpu', pod(1, 'web'))]: '1x90' },
        from: '1h3m',
        severity: 'warning',
        labels: { container: 'web' },
        value: '100%',
      },
    ],
    quiet: [
      {
        when: 'they use 69 %, and somebody else’s API uses more',
        series: {
          [cpu(pod(1))]: seconds(41.4),
          [cpu(pod(2))]: seconds(41.4),
          ...bothRequest('cpu', '1'),
          [cpu(foreign)]: seconds(60),
        },
        at: '1h30m',
      },
      {
        when: 'one is busy and the other is not',
        series: { [cpu(pod(1))]: seconds(60), [cpu(pod(2))]: seconds(6), ...bothRequest('cpu', '1') },
        at: '1h30m',
      },
      {
        when: 'a sidecar is busy',
        series: {
          [cpu(pod(1, 'proxy'))]: seconds(60),
          [requested('cpu', pod(1, 'proxy'))]: '1x90',
          [cpu(pod(1))]: seconds(6),
          ...bothRequest('cpu', '1'),
        },
        at: '1h30m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyFreeTierMemoryHigh',
    fires: [
      {
        when: 'two pods use 71 % of what they requested',
        series: {
          [memory(pod(1))]: '1.4e9x90',
          [memory(pod(2))]: '1.44e9x90',
          ...bothRequest('memory', '2e9'),
          ...bothRequest('ephemeral-storage', '1e9'),
          [requested('memory', foreign)]: '2e9x90',
        },
        from: '1h',
        severity: 'warning',
        labels: { container: 'api' },
        value: '71%',
      },
      {
        when: 'the web uses all of it',
        series: { [memory(pod(1, 'web'))]: '1e9x90', [requested('memory', pod(1, 'web'))]: '1e9x90' },
        from: '1h',
        severity: 'warning',
        labels: { container: 'web' },
        value: '100%',
      },
    ],
    quiet: [
      {
        when: 'they use 70 %, and somebody else’s API uses more',
        series: {
          [memory(pod(1))]: '1.4e9x90',
          [memory(pod(2))]: '1.4e9x90',
          ...bothRequest('memory', '2e9'),
          [memory(foreign)]: '2e9x90',
        },
        at: '1h30m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyFreeTierNearlyFull',
    fires: [
      {
        when: '91 of 100 places are taken, and an old replica tells of fewer',
        series: { [taken()]: '91x30', [taken(2)]: '81x30', [limit()]: '100x30', [limit(2)]: '90x30' },
        from: '15m',
        severity: 'warning',
        labels: {},
        value: '91%',
      },
    ],
    quiet: [{ when: '90 are', series: { [taken()]: '90x30', [limit()]: '100x30' }, at: '30m' }],
  },
];
