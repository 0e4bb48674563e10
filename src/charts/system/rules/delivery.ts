import type { Platform } from '../../../platform/schema.ts';
import type { Alert } from '../../workload/alerts.ts';
import { OURS } from './queries.ts';

/**
 * PromQL: Applications whose one status matches. Only that label is kept: with all of them, each sync that starts or ends
 * would restart the alert's `for`.
 */
function applications(status: 'health_status' | 'sync_status', matches: string): string {
  return `max by (name, ${status}) (argocd_app_info{name=~"mechanicbuddy-platform.*",${status}${matches}}) == 1`;
}

/** Containers as kube-state-metrics reports them, by the image in their pod's spec. */
const RUNNING = 'kube_pod_container_info';

/** Alerts for what Argo CD could not apply, and for namespaces without a record. */
export function deliveryAlerts({ argocd }: Platform): Alert[] {
  const status = `kubectl describe application {{ $labels.name }} -n ${argocd.namespace}`;
  return [
    {
      alert: 'ApplicationUnhealthy',
      expr: applications('health_status', '=~"Degraded|Missing|Unknown"'),
      for: '15m',
      severity: 'critical',
      summary: 'Application {{ $labels.name }} has been {{ $labels.health_status }} for 15 minutes.',
      action: `Find the object that is unhealthy: ${status}`,
    },
    {
      alert: 'ApplicationStuck',
      expr: applications('health_status', '="Progressing"'),
      for: '1h',
      severity: 'warning',
      summary:
        'Application {{ $labels.name }} has been Progressing for an hour: a migration, a rollout or an import does not end.',
      action: `Find the object that does not finish: ${status}`,
    },
    {
      alert: 'ApplicationOutOfSync',
      expr: applications('sync_status', '!="Synced"'),
      for: '30m',
      severity: 'warning',
      summary:
        'Application {{ $labels.name }} has been {{ $labels.sync_status }} for 30 minutes: a commit is not applied.',
      action: `Read the message of the last operation: ${status}`,
    },
    {
      alert: 'ReleaseNotRunning',
      // Reads containers, not Argo CD's status: an Application can be Synced and Healthy while the old release runs.
      expr: `mechanicbuddy_wanted_image unless on (namespace, container, image_spec) ${RUNNING} and on () ${RUNNING}`,
      for: '30m',
      severity: 'critical',
      summary:
        'Git wants {{ $labels.image_spec }}, but no container {{ $labels.container }} in {{ $labels.namespace }} has run it for 30 minutes.',
      action: `Compare what runs with Git, then read what Argo CD applied last: kubectl get deployments -n {{ $labels.namespace }} -o wide; kubectl describe applications -n ${argocd.namespace}`,
    },
    {
      alert: 'NamespaceWithoutRecord',
      // `and on ()`: without Argo CD's metrics every namespace would match.
      expr: 'kube_namespace_created{namespace=~"tenant-.*"} unless on (namespace) label_replace(argocd_app_info, "namespace", "$1", "dest_namespace", "(.*)") and on () argocd_app_info',
      for: '1h',
      severity: 'warning',
      summary:
        'No Application manages namespace {{ $labels.namespace }}: its record or its rendered files were removed from Git.',
      action:
        'If they were removed by mistake, git revert the commit: the Application adopts the namespace and its data again.',
    },
  ];
}

const SYSTEM = 'namespace="mechanicbuddy-system"';
const LAST_SUCCESS = `kube_cronjob_status_last_successful_time{${SYSTEM}}`;

/** Alerts for migration, onboarding and import Jobs that failed, and for scheduled calls without a success for a day. */
export function jobAlerts(): Alert[] {
  return [
    {
      alert: 'JobFailed',
      expr: `kube_job_failed{${OURS},condition="true",job_name=~".*db-migration.*"} == 1`,
      for: '5m',
      severity: 'critical',
      summary: 'Job {{ $labels.job_name }} in {{ $labels.namespace }} failed.',
      action:
        'Read its logs: kubectl logs -n {{ $labels.namespace }} job/{{ $labels.job_name }} --all-containers',
    },
    {
      alert: 'ScheduledCallMissed',
      expr: `time() - ${LAST_SUCCESS} > 26 * 3600 or time() - kube_cronjob_created{${SYSTEM}} > 26 * 3600 unless on (namespace, cronjob) ${LAST_SUCCESS}`,
      for: '30m',
      severity: 'warning',
      summary: 'CronJob {{ $labels.cronjob }} has not succeeded for {{ $value | humanizeDuration }}.',
      action:
        'Read the logs of its last Job: kubectl get jobs -n mechanicbuddy-system -l app.kubernetes.io/component=scheduled-calls',
    },
  ];
}
