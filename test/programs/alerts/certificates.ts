import { type AlertCases, series } from './cases.ts';

const certificate = {
  name: 'acme-tls',
  namespace: 'tenant-acme',
  issuer_name: 'letsencrypt-prod',
  issuer_kind: 'ClusterIssuer',
  issuer_group: 'cert-manager.io',
};
const end = (of = certificate) => series('certmanager_certificate_expiration_timestamp_seconds', of);
const ready = (condition: string, of = certificate) =>
  series('certmanager_certificate_ready_status', { ...of, condition });

const DAY = 86_400;
const portal = { ...certificate, name: 'management-portal-tls', namespace: 'mechanicbuddy-system' };
const elsewhere = { ...certificate, namespace: 'monitoring' };

export const CERTIFICATES: readonly AlertCases[] = [
  {
    alert: 'MechanicBuddyCertificateExpiring',
    fires: [
      {
        when: 'it ends in less than 14 days',
        series: { [end()]: `${14 * DAY}x90` },
        from: '1h1m',
        severity: 'critical',
        labels: certificate,
        value: '13d 22h 59m 0s',
      },
      {
        when: 'it is the portal’s and ends tomorrow',
        series: { [end(portal)]: `${DAY}x90` },
        from: '1h',
        severity: 'critical',
        labels: portal,
        value: '23h 0m 0s',
      },
    ],
    quiet: [
      { when: 'it ends an hour later than that', series: { [end()]: `${14 * DAY + 3600}x60` }, at: '1h' },
      {
        when: 'it is renewed with 14 days left',
        series: { [end()]: `${14 * DAY}x59 ${90 * DAY}x60` },
        at: '2h',
      },
      { when: 'it was never issued', series: { [end()]: '0x90' }, at: '1h30m' },
      { when: 'it is somebody else’s', series: { [end(elsewhere)]: `${DAY}x90` }, at: '1h30m' },
    ],
  },
  {
    alert: 'MechanicBuddyCertificateNotReady',
    fires: [
      {
        when: 'it cannot be issued',
        series: { [ready('True')]: '0x60', [ready('False')]: '1x60', [ready('Unknown')]: '0x60' },
        from: '30m',
        severity: 'warning',
        labels: { ...certificate, condition: 'False' },
      },
      {
        when: 'it is the portal’s and cannot be issued',
        series: { [ready('False', portal)]: '1x60' },
        from: '30m',
        severity: 'warning',
        labels: { ...portal, condition: 'False' },
      },
    ],
    quiet: [
      {
        when: 'it is ready',
        series: { [ready('True')]: '1x60', [ready('False')]: '0x60', [ready('Unknown')]: '0x60' },
        at: '1h',
      },
      {
        when: 'it is issued after 29 minutes',
        series: { [ready('True')]: '0x29 1x30', [ready('False')]: '1x29 0x30' },
        at: '31m',
      },
      { when: 'it is somebody else’s', series: { [ready('False', elsewhere)]: '1x60' }, at: '1h' },
    ],
  },
];
