import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import type { IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import type { IServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { customResource } from './custom-resource.ts';

/** monitoring.coreos.com (prometheus-operator 0.93). */
const API_VERSION = 'monitoring.coreos.com/v1';

export class PodMonitor extends customResource<NonNullable<IPodMonitor['spec']>>(API_VERSION, 'PodMonitor') {}
export class ServiceMonitor extends customResource<NonNullable<IServiceMonitor['spec']>>(
  API_VERSION,
  'ServiceMonitor',
) {}
export class PrometheusRule extends customResource<NonNullable<IPrometheusRule['spec']>>(
  API_VERSION,
  'PrometheusRule',
) {}
