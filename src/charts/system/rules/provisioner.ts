import type { Alert } from '../../workload/alerts.ts';

const PODS = 'kubectl get pods -n mechanicbuddy-system -l app.kubernetes.io/component=tenant-provisioner';
const LOGS =
  'kubectl logs -n mechanicbuddy-system -l app.kubernetes.io/component=tenant-provisioner --tail=50';

/** The webhook service: whoever signs up or pays waits for it. */
export function provisionerAlerts(): Alert[] {
  return [
    {
      alert: 'ProvisionerDown',
      expr: 'absent(mechanicbuddy_commits_total{namespace="mechanicbuddy-system"})',
      for: '10m',
      severity: 'critical',
      summary: 'Nobody answers signups and billing events: no replica of the webhook service is scraped.',
      action: `${PODS}; ${LOGS}`,
    },
    {
      alert: 'ProvisionerNotReady',
      // A replica that runs and cannot reach Git is scraped all the same.
      expr: 'max(kube_deployment_status_replicas_available{namespace="mechanicbuddy-system",deployment="tenant-provisioner"}) == 0',
      for: '10m',
      severity: 'critical',
      summary: 'No replica of the webhook service is ready: signups and billing events are turned away.',
      action: `${PODS}; ${LOGS}`,
    },
    {
      alert: 'ProvisionerQueueStuck',
      expr: 'max(mechanicbuddy_queue_oldest_age_seconds) > 60',
      for: '5m',
      severity: 'critical',
      summary: 'A request has waited {{ $value | humanizeDuration }} for its commit.',
      action: LOGS,
    },
    {
      alert: 'ProvisionerCommitsFail',
      expr: 'sum(increase(mechanicbuddy_commits_total{outcome="failed"}[10m])) > 0',
      for: '10m',
      severity: 'critical',
      summary: 'Commits of signups and billing events have gone on failing for 10 minutes.',
      action: LOGS,
    },
    {
      alert: 'BillingEventRefused',
      expr: 'sum by (kind) (increase(mechanicbuddy_events_total{kind=~"checkout|subscription|invoice|purchase|refund",outcome="refused"}[1h])) > 0',
      for: '1m',
      severity: 'warning',
      summary: 'An event of Stripe’s ({{ $labels.kind }}) was refused: somebody pays for what is not there.',
      action: LOGS,
    },
    {
      alert: 'BillingUnapplied',
      expr: 'sum by (reason) (increase(mechanicbuddy_billing_unapplied_total[1h])) > 0',
      for: '1m',
      severity: 'warning',
      summary: 'A part of what Stripe told is not applied: {{ $labels.reason }}.',
      action: `${LOGS}; the log names the event and the tenant, the runbook says what to do for each reason.`,
    },
    {
      alert: 'SignupWithoutCheckout',
      expr: 'max(mechanicbuddy_pending_signups) > 0',
      for: '24h',
      severity: 'warning',
      summary: '{{ $value }} subscriptions have waited for their checkout, price or payment for a day.',
      action: 'ls signups/ in the repository names them; Stripe’s dashboard sends an event again.',
    },
    {
      alert: 'DomainElsewhere',
      expr: 'max(mechanicbuddy_domains_elsewhere) > 0',
      // The service looks every six hours: two looks have to find it.
      for: '7h',
      severity: 'warning',
      summary: '{{ $value }} verified domains of customers do not lead here any more.',
      action: 'npx mechanicbuddy tenant domain check in the repository names them.',
    },
  ];
}
