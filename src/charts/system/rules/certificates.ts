import type { Alert } from '../../workload/alerts.ts';
import { CERTIFICATE_LIFE, OURS } from './queries.ts';

/** Certificates renew by themselves a third of their life before they end; these tell when that did not happen. */
export function certificateAlerts(): Alert[] {
  const describe = 'kubectl describe certificate -n {{ $labels.namespace }} {{ $labels.name }}';
  return [
    {
      alert: 'CertificateExpiring',
      expr: `${CERTIFICATE_LIFE} < 14 * 86400`,
      for: '1h',
      severity: 'critical',
      summary:
        'Certificate {{ $labels.name }} in {{ $labels.namespace }} ends in {{ $value | humanizeDuration }}.',
      action: describe,
    },
    {
      alert: 'CertificateNotReady',
      expr: `certmanager_certificate_ready_status{${OURS},condition="False"} == 1`,
      for: '30m',
      severity: 'warning',
      summary:
        'Certificate {{ $labels.name }} in {{ $labels.namespace }} could not be issued for 30 minutes.',
      action: `Does the host’s DNS point here? ${describe}`,
    },
  ];
}
