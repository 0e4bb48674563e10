import type { Alert } from '../../workload/alerts.ts';
import { CERTIFICATE_LIFE, OURS } from './queries.ts';

/** cert-manager renews a certificate a third of its life before it expires; these alerts say when it did not. */
export function certificateAlerts(): Alert[] {
  const describe = 'kubectl describe certificate -n {{ $labels.namespace }} {{ $labels.name }}';
  return [
    {
      alert: 'CertificateExpiring',
      expr: `${CERTIFICATE_LIFE} < 14 * 86400`,
      for: '1h',
      severity: 'critical',
      summary:
        'Certificate {{ $labels.name }} in {{ $labels.namespace }} expires in {{ $value | humanizeDuration }} and was not renewed.',
      action: `Find the challenge that fails: ${describe}`,
    },
    {
      alert: 'CertificateNotReady',
      expr: `certmanager_certificate_ready_status{${OURS},condition="False"} == 1`,
      for: '30m',
      severity: 'warning',
      summary: 'Certificate {{ $labels.name }} in {{ $labels.namespace }} has not been ready for 30 minutes.',
      action: `Check that the DNS of its host points here, then find the challenge that fails: ${describe}`,
    },
  ];
}
