import type { Construct } from 'constructs';
import { PrometheusRule } from '../../../imports/prometheus-operator.ts';
import type { Platform } from '../../platform/schema.ts';
import { metadata, type Owner, WAVE } from './owner.ts';

export interface Alert {
  readonly alert: string;
  /** PromQL. */
  readonly expr: string;
  /** How long it has to hold. */
  readonly for: string;
  readonly severity: 'warning' | 'critical';
  /** What is wrong, with the labels that tell where. */
  readonly summary: string;
  /** What to do first. */
  readonly action: string;
  /** The README's heading. */
  readonly runbook: string;
}

/** A group of alerts as a PrometheusRule, where prometheus-operator is there. */
export function addAlerts(
  scope: Construct,
  owner: Owner,
  platform: Platform,
  group: string,
  alerts: readonly Alert[],
): void {
  if (!platform.features.monitoring) return;
  new PrometheusRule(scope, `alerts-${group}`, {
    metadata: metadata(owner, group, 'alerts', WAVE.policies, { labels: platform.monitoring.labels }),
    spec: {
      groups: [
        {
          name: `mechanicbuddy-${group}`,
          rules: alerts.map(({ alert, expr, for: duration, severity, summary, action, runbook }) => ({
            alert: `MechanicBuddy${alert}`,
            expr,
            for: duration,
            labels: { severity },
            annotations: { summary, description: action, runbook_url: `${runbooks(platform)}#${runbook}` },
          })),
        },
      ],
    },
  });
}

/** Where the README's runbooks are read. */
function runbooks({ monitoring, repository }: Platform): string {
  return monitoring.runbooks ?? `${repository.url.replace(/\.git$/, '')}/blob/${repository.branch}/README.md`;
}
