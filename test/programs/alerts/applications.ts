import { type AlertCases, series } from './cases.ts';

/** An Application as Argo CD's controller tells of it. */
function app(name: string, status: Readonly<Record<string, string>>, namespace = name): string {
  return series('argocd_app_info', {
    pod: 'argocd-application-controller-0',
    name,
    dest_namespace: namespace,
    sync_status: 'Synced',
    health_status: 'Healthy',
    operation: '',
    ...status,
  });
}

const acme = (status: Readonly<Record<string, string>>) =>
  app('mechanicbuddy-platform-tenant-acme', status, 'tenant-acme');
const namespace = (name: string) => series('kube_namespace_created', { namespace: name });

/** One status for six minutes, another for six, then the first again: each is a series of its own, for a minute both. */
const FIRST = '1x5 stale _x5 1x60';
const BETWEEN = '_x5 1x6 stale';

/** What the service exports of Git, and what kube-state-metrics sees. */
const wanted = (image_spec: string) =>
  series('mechanicbuddy_wanted_image', { namespace: 'tenant-acme', container: 'api', image_spec });
const running = (pod: string, image_spec: string) =>
  series('kube_pod_container_info', {
    namespace: 'tenant-acme',
    pod,
    container: 'api',
    image_spec,
    image: `registry.example/${image_spec}`,
  });

export const APPLICATIONS: readonly AlertCases[] = [
  {
    alert: 'MechanicBuddyReleaseNotRunning',
    fires: [
      {
        when: 'the old release runs on, whatever Argo CD says',
        series: {
          [wanted('api:v2')]: '1x60',
          [running('api-1', 'api:v1')]: '1x60',
          [acme({})]: '1x60',
        },
        from: '30m',
        severity: 'critical',
        labels: { namespace: 'tenant-acme', container: 'api', image_spec: 'api:v2' },
      },
    ],
    quiet: [
      {
        when: 'a rollout has begun',
        series: {
          [wanted('api:v2')]: '1x60',
          [running('api-1', 'api:v1')]: '1x60',
          [running('api-2', 'api:v2')]: '1x60',
        },
        at: '45m',
      },
      { when: 'nobody sees containers', series: { [wanted('api:v2')]: '1x60' }, at: '45m' },
    ],
  },
  {
    alert: 'MechanicBuddyApplicationUnhealthy',
    fires: [
      ...['Degraded', 'Missing', 'Unknown'].map((health_status) => ({
        when: `it is ${health_status}`,
        series: { [acme({ health_status })]: '1x30' },
        from: '15m',
        severity: 'critical' as const,
        labels: { name: 'mechanicbuddy-platform-tenant-acme', health_status },
      })),
      {
        when: 'it is the system’s own',
        series: { [app('mechanicbuddy-platform-system', { health_status: 'Degraded' })]: '1x30' },
        from: '15m',
        severity: 'critical',
        labels: { name: 'mechanicbuddy-platform-system', health_status: 'Degraded' },
      },
      {
        when: 'it stays Degraded while syncs begin and end',
        series: {
          [acme({ health_status: 'Degraded' })]: FIRST,
          [acme({ health_status: 'Degraded', sync_status: 'OutOfSync', operation: 'sync' })]: BETWEEN,
        },
        from: '15m',
        severity: 'critical',
        labels: { name: 'mechanicbuddy-platform-tenant-acme', health_status: 'Degraded' },
      },
    ],
    quiet: [
      { when: 'it is rolled out', series: { [acme({ health_status: 'Progressing' })]: '1x60' }, at: '30m' },
      {
        when: 'its tenant is suspended',
        series: { [acme({ health_status: 'Suspended' })]: '1x60' },
        at: '30m',
      },
      {
        when: 'it is somebody else’s',
        series: { [app('grafana', { health_status: 'Degraded' })]: '1x60' },
        at: '30m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyApplicationStuck',
    fires: [
      {
        when: 'it is Progressing',
        series: { [app('mechanicbuddy-platform-free-tier', { health_status: 'Progressing' })]: '1x90' },
        from: '1h',
        severity: 'warning',
        labels: { name: 'mechanicbuddy-platform-free-tier', health_status: 'Progressing' },
      },
      {
        when: 'it stays Progressing while syncs begin and end',
        series: {
          [acme({ health_status: 'Progressing' })]: FIRST,
          [acme({ health_status: 'Progressing', operation: 'sync' })]: BETWEEN,
        },
        from: '1h',
        severity: 'warning',
        labels: { name: 'mechanicbuddy-platform-tenant-acme', health_status: 'Progressing' },
      },
    ],
    quiet: [
      {
        when: 'two rollouts of 50 minutes follow each other',
        series: {
          [acme({ health_status: 'Progressing' })]: '1x49 stale _x4 1x49',
          [acme({ health_status: 'Healthy' })]: '_x50 1x4 stale',
        },
        at: '1h40m',
      },
      {
        when: 'its tenant is suspended',
        series: { [acme({ health_status: 'Suspended' })]: '1x90' },
        at: '1h30m',
      },
      {
        when: 'it is somebody else’s',
        series: { [app('grafana', { health_status: 'Progressing' })]: '1x90' },
        at: '1h30m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyApplicationOutOfSync',
    fires: [
      ...['OutOfSync', 'Unknown'].map((sync_status) => ({
        when: `it is ${sync_status}`,
        series: { [acme({ sync_status })]: '1x60' },
        from: '30m',
        severity: 'warning' as const,
        labels: { name: 'mechanicbuddy-platform-tenant-acme', sync_status },
      })),
      {
        when: 'it is the root',
        series: { [app('mechanicbuddy-platform', { sync_status: 'OutOfSync' })]: '1x60' },
        from: '30m',
        severity: 'warning',
        labels: { name: 'mechanicbuddy-platform', sync_status: 'OutOfSync' },
      },
      {
        when: 'each attempt to sync fails and changes its health',
        series: {
          [acme({ sync_status: 'OutOfSync', health_status: 'Degraded' })]: FIRST,
          [acme({ sync_status: 'OutOfSync', health_status: 'Progressing', operation: 'sync' })]: BETWEEN,
        },
        from: '30m',
        severity: 'warning',
        labels: { name: 'mechanicbuddy-platform-tenant-acme', sync_status: 'OutOfSync' },
      },
    ],
    quiet: [
      {
        when: 'it is Synced, though Degraded',
        series: { [acme({ health_status: 'Degraded' })]: '1x60' },
        at: '1h',
      },
      {
        when: 'it is somebody else’s',
        series: { [app('grafana', { sync_status: 'OutOfSync' })]: '1x60' },
        at: '1h',
      },
    ],
  },
  {
    alert: 'MechanicBuddyNamespaceWithoutRecord',
    fires: [
      {
        when: 'other tenants’ namespaces have an Application and this has none',
        series: {
          [namespace('tenant-acme')]: '1x90',
          [namespace('tenant-lost')]: '1x90',
          [acme({})]: '1x90',
        },
        from: '1h',
        severity: 'warning',
        labels: { namespace: 'tenant-lost' },
      },
    ],
    quiet: [
      {
        when: 'the Application is there, whatever its state',
        series: {
          [namespace('tenant-acme')]: '1x90',
          [acme({ sync_status: 'Unknown', health_status: 'Missing' })]: '1x90',
        },
        at: '1h30m',
      },
      {
        when: 'the namespace is no tenant’s',
        series: { [namespace('monitoring')]: '1x90', [acme({})]: '1x90' },
        at: '1h30m',
      },
      {
        when: 'Argo CD is down and tells of no Application at all',
        series: { [namespace('tenant-acme')]: '1x90', [acme({})]: '1x9 stale' },
        at: '1h30m',
      },
    ],
  },
];
