import type { Construct } from 'constructs';
import { ServiceMonitor } from '../../../imports/prometheus-operator.ts';
import type { Platform } from '../../platform/schema.ts';
import { metadata, WAVE } from '../workload/owner.ts';
import { systemOwner as owner } from './names.ts';

/** Adds monitors for Argo CD and cert-manager: the alerts need their metrics, and nothing else may scrape them. */
export function addMonitors(scope: Construct, platform: Platform): void {
  const { features, monitoring, argocd } = platform;
  if (!features.monitoring) return;
  const at = (name: string) =>
    metadata(owner, name, 'monitoring', WAVE.policies, { labels: monitoring.labels });
  new ServiceMonitor(scope, 'argocd-monitor', {
    metadata: at('argocd'),
    spec: {
      namespaceSelector: { matchNames: [argocd.namespace] },
      selector: { matchLabels: { 'app.kubernetes.io/part-of': 'argocd' } },
      endpoints: [{ port: 'metrics' }],
    },
  });
  new ServiceMonitor(scope, 'cert-manager-monitor', {
    metadata: at('cert-manager'),
    spec: {
      namespaceSelector: { matchNames: [monitoring.certManagerNamespace] },
      selector: { matchLabels: { 'app.kubernetes.io/name': 'cert-manager' } },
      // Its metrics carry the certificate's own namespace, which must win over the pod's.
      endpoints: [{ targetPort: 9402, honorLabels: true }],
    },
  });
}
