import type { Alert } from '../../workload/alerts.ts';

const PODS = 'kubectl get pods -n mechanicbuddy-system -l app.kubernetes.io/component=tenant-provisioner';
const LOGS =
  'kubectl logs -n mechanicbuddy-system -l app.kubernetes.io/component=tenant-provisioner --tail=50';

/** Alerts for the webhook service, for billing events that it could not apply, and for custom domains. */
export function provisionerAlerts(): Alert[] {
  return [
    {
      alert: 'ProvisionerDown',
      expr: 'absent(mechanicbuddy_commits_total{namespace="mechanicbuddy-system"})',
      for: '10m',
      severity: 'critical',
      summary:
        'Prometheus scrapes no replica of the webhook service: signups and billing events are not answered.',
      action: `Look at its pods and read its log: ${PODS}; ${LOGS}`,
    },
    {
      alert: 'ProvisionerNotReady',
      // A replica that cannot reach Git runs on, and Prometheus scrapes it.
      expr: 'max(kube_deployment_status_replicas_available{namespace="mechanicbuddy-system",deployment="tenant-provisioner"}) == 0',
      for: '10m',
      severity: 'critical',
      summary: 'No replica of the webhook service is ready: signups and billing events are not answered.',
      action: `Look at its pods and read its log: ${PODS}; ${LOGS}`,
    },
    {
      alert: 'ProvisionerQueueStuck',
      expr: 'max(mechanicbuddy_queue_oldest_age_seconds) > 60',
      for: '5m',
      severity: 'critical',
      summary: 'A request to the webhook service has waited {{ $value | humanizeDuration }} for its commit.',
      action: `The log names the reason: ${LOGS}`,
    },
    {
      alert: 'ProvisionerCommitsFail',
      expr: 'sum(increase(mechanicbuddy_commits_total{outcome="failed"}[10m])) > 0',
      for: '10m',
      severity: 'critical',
      summary: 'Commits of the webhook service have been failing for 10 minutes.',
      action: `The log names the reason: ${LOGS}`,
    },
    {
      alert: 'BillingEventRefused',
      expr: 'sum by (kind) (increase(mechanicbuddy_events_total{kind=~"checkout|subscription|invoice|purchase|refund",outcome="refused"}[1h])) > 0',
      for: '1m',
      severity: 'warning',
      summary:
        'The webhook service refused an event from Stripe ({{ $labels.kind }}): somebody may be paying for something that was not provisioned.',
      action: `The log names the reason: ${LOGS}`,
    },
    {
      alert: 'BillingUnapplied',
      expr: 'sum by (reason) (increase(mechanicbuddy_billing_unapplied_total[1h])) > 0',
      for: '1m',
      severity: 'warning',
      summary:
        'The webhook service did not apply a part of an event from Stripe (reason: {{ $labels.reason }}).',
      action: `The log names the event and the tenant; the runbook says what to do for each reason: ${LOGS}`,
    },
    {
      alert: 'SignupWithoutCheckout',
      expr: 'max(mechanicbuddy_pending_signups) > 0',
      for: '24h',
      severity: 'warning',
      summary:
        'The folder signups/ has not been empty for a day: {{ $value }} subscriptions wait for their checkout, price or payment.',
      action:
        'List the folder signups/ of the repository: each file is named after a subscription or a payment. Then send the missing event again from Stripe’s dashboard.',
    },
    {
      alert: 'DomainElsewhere',
      expr: 'max(mechanicbuddy_domains_elsewhere) > 0',
      // The service checks every six hours: two checks have to find it.
      for: '7h',
      severity: 'warning',
      summary: '{{ $value }} verified custom domains no longer point here.',
      action:
        'List them with npx mechanicbuddy tenant domain check, then ask their owners to point them here again.',
    },
  ];
}
