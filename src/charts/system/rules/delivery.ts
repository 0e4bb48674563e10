import type { Platform } from '../../../platform/schema.ts';
import type { Alert } from '../../workload/alerts.ts';
import { OURS } from './queries.ts';

/** Applications by one status alone: by all labels, each sync that begins or ends would start an alert's wait anew. */
function applications(status: 'health_status' | 'sync_status', matches: string): string {
  return `max by (name, ${status}) (argocd_app_info{name=~"mechanicbuddy.*|tenant-.*|free-tier-.*",${status}${matches}}) == 1`;
}

/** Containers as kube-state-metrics reports them, by the image of their pod's spec. */
const RUNNING = 'kube_pod_container_info';

/** What Argo CD could not bring about, and namespaces that no record stands for. */
export function deliveryAlerts({ argocd }: Platform): Alert[] {
  const status = `kubectl describe application {{ $labels.name }} -n ${argocd.namespace}`;
  return [
    {
      alert: 'ApplicationUnhealthy',
      expr: applications('health_status', '=~"Degraded|Missing|Unknown"'),
      for: '15m',
      severity: 'critical',
      summary: 'Application {{ $labels.name }} has been {{ $labels.health_status }} for 15 minutes.',
      action: `Which object is it: ${status}`,
    },
    {
      alert: 'ApplicationStuck',
      expr: applications('health_status', '="Progressing"'),
      for: '1h',
      severity: 'warning',
      summary:
        'Application {{ $labels.name }} has been progressing for an hour: a migration or rollout hangs.',
      action: `Which object is it: ${status}`,
    },
    {
      alert: 'ApplicationOutOfSync',
      expr: applications('sync_status', '!="Synced"'),
      for: '30m',
      severity: 'warning',
      summary:
        'Application {{ $labels.name }} has been {{ $labels.sync_status }} for 30 minutes: a commit is not applied.',
      action: `Read the last operation’s message: ${status}`,
    },
    {
      alert: 'ReleaseNotRunning',
      // Looks at containers, not at Argo CD: an Application can be Synced and Healthy with the old release running.
      expr: `mechanicbuddy_wanted_image unless on (namespace, container, image_spec) ${RUNNING} and on () ${RUNNING}`,
      for: '30m',
      severity: 'critical',
      summary:
        'No {{ $labels.container }} in {{ $labels.namespace }} runs {{ $labels.image_spec }}, which Git wants.',
      action: `Compare what runs with Git: kubectl get deployment -n {{ $labels.namespace }} -o wide; then ${status.replace('{{ $labels.name }}', '{{ $labels.namespace }}')}`,
    },
    {
      alert: 'NamespaceWithoutRecord',
      // Without Argo CD's metrics every namespace would seem to be one.
      expr: 'kube_namespace_created{namespace=~"tenant-.*"} unless on (namespace) label_replace(argocd_app_info, "namespace", "$1", "dest_namespace", "(.*)") and on () argocd_app_info',
      for: '1h',
      severity: 'warning',
      summary:
        'Namespace {{ $labels.namespace }} has no Application: its record or its rendered files are gone.',
      action: 'Restore the files with git revert; the Application then adopts the namespace with its data.',
    },
  ];
}

const SYSTEM = 'namespace="mechanicbuddy-system"';
const LAST_SUCCESS = `kube_cronjob_status_last_successful_time{${SYSTEM}}`;

/** Migrations and onboardings that failed; scheduled calls that failed all day, or never worked. */
export function jobAlerts(): Alert[] {
  return [
    {
      alert: 'JobFailed',
      expr: `kube_job_failed{${OURS},condition="true",job_name=~".*db-migration.*"} == 1`,
      for: '5m',
      severity: 'critical',
      summary: 'Job {{ $labels.job_name }} in {{ $labels.namespace }} failed.',
      action: 'kubectl logs -n {{ $labels.namespace }} job/{{ $labels.job_name }} --all-containers',
    },
    {
      alert: 'ScheduledCallMissed',
      expr: `time() - ${LAST_SUCCESS} > 26 * 3600 or time() - kube_cronjob_created{${SYSTEM}} > 26 * 3600 unless on (namespace, cronjob) ${LAST_SUCCESS}`,
      for: '30m',
      severity: 'warning',
      summary: 'CronJob {{ $labels.cronjob }} has not succeeded for {{ $value | humanizeDuration }}.',
      action: 'kubectl get jobs -n mechanicbuddy-system, then the logs of the last one.',
    },
  ];
}
