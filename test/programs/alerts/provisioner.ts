import { type AlertCases, series } from './cases.ts';

const POD = { namespace: 'mechanicbuddy-system', pod: 'tenant-provisioner-1' };
const OTHER = { ...POD, pod: 'tenant-provisioner-2' };
const metric = (name: string, labels: Readonly<Record<string, string>> = {}, pod = POD) =>
  series(`mechanicbuddy_${name}`, { ...pod, ...labels });

const available = (deployment = 'tenant-provisioner') =>
  series('kube_deployment_status_replicas_available', { namespace: POD.namespace, deployment });

export const PROVISIONER: readonly AlertCases[] = [
  {
    alert: 'MechanicBuddyProvisionerDown',
    fires: [
      {
        when: 'no replica is scraped',
        series: { [metric('commits_total', { outcome: 'failed' }, { ...POD, namespace: 'shop' })]: '0x30' },
        from: '10m',
        severity: 'critical',
        labels: { namespace: 'mechanicbuddy-system' },
      },
    ],
    quiet: [
      {
        when: 'one of two is',
        series: { [metric('commits_total', { outcome: 'failed' }, OTHER)]: '0x30' },
        at: '20m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyProvisionerNotReady',
    fires: [
      {
        when: 'both run and neither reaches Git',
        series: {
          [available()]: '0x30',
          [available('management-api')]: '2x30',
          [metric('commits_total', { outcome: 'failed' })]: '0x30',
        },
        from: '10m',
        severity: 'critical',
        labels: {},
      },
    ],
    quiet: [
      { when: 'one of two is ready', series: { [available()]: '1x30' }, at: '20m' },
      { when: 'Git was away for some minutes', series: { [available()]: '2x5 0x8 2x20' }, at: '14m' },
      {
        when: 'another program is not ready',
        series: { [available()]: '2x30', [available('management-api')]: '0x30' },
        at: '20m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyProvisionerQueueStuck',
    fires: [
      {
        when: 'a request of one replica waits, though the other’s queue is empty',
        series: {
          [metric('queue_oldest_age_seconds')]: '90x10',
          [metric('queue_oldest_age_seconds', {}, OTHER)]: '0x10',
        },
        from: '5m',
        severity: 'critical',
        labels: {},
        value: '1m 30s',
      },
    ],
    quiet: [
      {
        when: 'each waits for some seconds',
        series: { [metric('queue_oldest_age_seconds')]: '5x10' },
        at: '10m',
      },
      {
        when: 'one long wait has ended',
        series: { [metric('queue_oldest_age_seconds')]: '90x4 0x10' },
        at: '10m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyProvisionerCommitsFail',
    fires: [
      {
        when: 'commits go on failing',
        series: { [metric('commits_total', { outcome: 'failed' })]: '0+1x40' },
        from: '11m',
        severity: 'critical',
        labels: {},
      },
    ],
    quiet: [
      {
        when: 'one failed, once',
        series: { [metric('commits_total', { outcome: 'failed' })]: '0x5 1x40' },
        at: '18m',
      },
      {
        when: 'all are made',
        series: { [metric('commits_total', { outcome: 'committed' })]: '0+1x40' },
        at: '30m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyBillingEventRefused',
    fires: [
      {
        when: 'a subscription with an unknown price was told',
        series: { [metric('events_total', { kind: 'subscription', outcome: 'refused' })]: '0x10 1x90' },
        from: '12m',
        severity: 'warning',
        labels: { kind: 'subscription' },
      },
    ],
    quiet: [
      {
        when: 'a signup was refused: its customer is told',
        series: { [metric('events_total', { kind: 'signup', outcome: 'refused' })]: '0+1x90' },
        at: '60m',
      },
      {
        when: 'events change something',
        series: { [metric('events_total', { kind: 'invoice', outcome: 'changed' })]: '0+1x90' },
        at: '60m',
      },
    ],
  },
  {
    alert: 'MechanicBuddyBillingUnapplied',
    fires: [
      {
        when: 'a price is unknown',
        series: { [metric('billing_unapplied_total', { reason: 'price' })]: '0x10 1x90' },
        from: '12m',
        severity: 'warning',
        labels: { reason: 'price' },
      },
    ],
    quiet: [
      {
        when: 'everything is applied',
        series: { [metric('billing_unapplied_total', { reason: 'price' })]: '3x90' },
        at: '60m',
      },
    ],
  },
  {
    alert: 'MechanicBuddySignupWithoutCheckout',
    fires: [
      {
        when: 'two have waited for a day',
        series: { [metric('pending_signups')]: '2x1500', [metric('pending_signups', {}, OTHER)]: '2x1500' },
        from: '24h',
        severity: 'warning',
        labels: {},
        value: '2',
      },
    ],
    quiet: [
      { when: 'they come and go', series: { [metric('pending_signups')]: '1x1400 0x10 1x1400' }, at: '46h' },
    ],
  },
  {
    alert: 'MechanicBuddyDomainElsewhere',
    fires: [
      {
        when: 'one has led elsewhere for two looks',
        series: {
          [metric('domains_elsewhere')]: '1x500',
          [metric('domains_elsewhere', {}, OTHER)]: '0x500',
        },
        from: '7h',
        severity: 'warning',
        labels: {},
        value: '1',
      },
    ],
    quiet: [
      {
        when: 'the second look finds it here again',
        series: { [metric('domains_elsewhere')]: '1x360 0x360' },
        at: '12h',
      },
    ],
  },
];
