import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s.js';
import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { FREE_TIER_NAMESPACE } from '../free-tier/names.ts';
import { metadata, WAVE } from '../workload/owner.ts';
import { systemOwner as owner } from './names.ts';
import { BACKUP_AGE, CERTIFICATE_LIFE, CONNECTIONS_USED, VOLUMES_USED } from './rules/queries.ts';

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly queries: { readonly [legend: string]: string };
}

const FREE_TIER = `namespace="${FREE_TIER_NAMESPACE}"`;

/** The panels: what operators look at first, and each alert's value over time. */
const PANELS: readonly Panel[] = [
  {
    title: 'Tenants by tier',
    unit: 'short',
    queries: {
      '{{tier}} {{status}}': 'max by (tier, status) (mechanicbuddy_tenants)',
      'free-tier limit': 'max(mechanicbuddy_max_tenants)',
    },
  },
  {
    title: 'Applications that are not healthy and synced',
    unit: 'short',
    queries: {
      '{{health_status}}': 'count by (health_status) (argocd_app_info{health_status!="Healthy"})',
      '{{sync_status}}': 'count by (sync_status) (argocd_app_info{sync_status!="Synced"})',
    },
  },
  {
    title: 'Free-tier replicas',
    unit: 'short',
    queries: {
      '{{horizontalpodautoscaler}}': `kube_horizontalpodautoscaler_status_current_replicas{${FREE_TIER}}`,
      '{{horizontalpodautoscaler}} maximum': `kube_horizontalpodautoscaler_spec_max_replicas{${FREE_TIER}}`,
    },
  },
  {
    title: 'Free-tier CPU, of what is requested',
    unit: 'percentunit',
    queries: {
      '{{container}}': `sum by (container) (rate(container_cpu_usage_seconds_total{${FREE_TIER},container=~"api|web"}[5m])) / sum by (container) (kube_pod_container_resource_requests{${FREE_TIER},container=~"api|web",resource="cpu"})`,
    },
  },
  {
    title: 'Connections, of those allowed (top 10)',
    unit: 'percentunit',
    queries: {
      '{{namespace}} {{pod}}': `topk(10, ${CONNECTIONS_USED})`,
    },
  },
  {
    title: 'Database volumes, used (top 10)',
    unit: 'percentunit',
    queries: {
      '{{namespace}} {{persistentvolumeclaim}}': `topk(10, ${VOLUMES_USED})`,
    },
  },
  {
    title: 'Age of the last backup (oldest 10)',
    unit: 's',
    queries: {
      '{{namespace}}': `topk(10, ${BACKUP_AGE})`,
    },
  },
  {
    title: 'Certificates: time left (first 10)',
    unit: 's',
    queries: {
      '{{namespace}} {{name}}': `bottomk(10, ${CERTIFICATE_LIFE})`,
    },
  },
];

/** Adds the dashboard as a ConfigMap, which Grafana's sidecar loads by its label. */
export function addDashboard(scope: Construct, platform: Platform): void {
  if (!platform.features.grafana) return;
  new KubeConfigMap(scope, 'dashboard', {
    metadata: metadata(owner, 'mechanicbuddy-dashboard', 'monitoring', WAVE.policies, {
      labels: platform.monitoring.dashboardLabels,
    }),
    data: { 'mechanicbuddy.json': `${JSON.stringify(dashboard(), null, 2)}\n` },
  });
}

function dashboard() {
  return {
    uid: 'mechanicbuddy',
    title: 'MechanicBuddy',
    tags: ['mechanicbuddy'],
    schemaVersion: 39,
    time: { from: 'now-24h', to: 'now' },
    refresh: '1m',
    panels: PANELS.map(panel),
  };
}

const WIDTH = 12;
const HEIGHT = 8;

function panel({ title, unit, queries }: Panel, index: number) {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: Object.entries(queries).map(([legendFormat, expr], i) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + i),
      expr,
      legendFormat,
    })),
  };
}
