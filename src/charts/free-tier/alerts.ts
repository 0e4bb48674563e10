import type { Construct } from 'constructs';
import type { Platform } from '../../platform/schema.ts';
import { type Alert, addAlerts } from '../workload/alerts.ts';
import { FREE_TIER_NAMESPACE as NAMESPACE, freeTierOwner as owner } from './names.ts';

/** Adds the alerts of the shared instance (docs/runbooks.md#the-free-tier). */
export function addFreeTierAlerts(scope: Construct, platform: Platform): void {
  addAlerts(scope, owner, platform, 'free-tier', [
    ...scalingAlerts(),
    ...useAlerts(),
    tenantCountAlert(platform),
  ]);
}

function scalingAlerts(): Alert[] {
  return [
    {
      alert: 'FreeTierAtMaximumReplicas',
      expr: `kube_horizontalpodautoscaler_status_current_replicas{namespace="${NAMESPACE}"} >= kube_horizontalpodautoscaler_spec_max_replicas{namespace="${NAMESPACE}"}`,
      for: '30m',
      severity: 'warning',
      summary:
        '{{ $labels.horizontalpodautoscaler }} has been at its maximum of {{ $value }} replicas for 30 minutes.',
      action:
        'Raise freeTier.*.autoscaling.maxReplicas in platform.yaml, or offer the busiest workshops a tier of their own.',
    },
  ];
}

function useAlerts(): Alert[] {
  const used = {
    cpu: `rate(container_cpu_usage_seconds_total{namespace="${NAMESPACE}",container=~"api|web"}[5m])`,
    memory: `container_memory_working_set_bytes{namespace="${NAMESPACE}",container=~"api|web"}`,
  };
  return (['cpu', 'memory'] as const).map((resource) => ({
    alert: resource === 'cpu' ? 'FreeTierCpuHigh' : 'FreeTierMemoryHigh',
    expr: `sum by (container) (${used[resource]}) / sum by (container) (kube_pod_container_resource_requests{namespace="${NAMESPACE}",container=~"api|web",resource="${resource}"}) > 0.7`,
    for: '1h',
    severity: 'warning' as const,
    summary: `The shared {{ $labels.container }} uses {{ $value | humanizePercentage }} of its requested ${resource}; it has been above 70 % for an hour.`,
    action: `Check the autoscaler (kubectl get hpa -n ${NAMESPACE}), then raise its maximum or the requests.`,
  }));
}

function tenantCountAlert(platform: Platform): Alert {
  return {
    alert: 'FreeTierNearlyFull',
    expr: 'max(mechanicbuddy_places_taken) / max(mechanicbuddy_max_tenants) > 0.9',
    for: '15m',
    severity: 'warning',
    summary: `{{ $value | humanizePercentage }} of the ${platform.freeTier.maxTenants} places of the free tier are taken.`,
    action:
      'Signups are refused at 100 %. Raise freeTier.maxTenants in platform.yaml, or purge archived tenants.',
  };
}
