import type { Construct } from 'constructs';
import { PrometheusRule } from '../../../imports/prometheus-operator.ts';
import type { Platform } from '../../platform/schema.ts';
import { metadata, type Owner, WAVE } from './owner.ts';

/** An alert, as docs/runbooks.md describes it under its name. */
export interface Alert {
  readonly alert: string;
  /** PromQL. */
  readonly expr: string;
  /** How long the expression has to be true, as Prometheus writes it (`15m`). */
  readonly for: string;
  readonly severity: 'warning' | 'critical';
  /** What is wrong and where: one sentence with the alert's labels. */
  readonly summary: string;
  /** What to do first; the rest is in the runbook. */
  readonly action: string;
}

/** Adds a group of alerts as a PrometheusRule, if `features.monitoring` is on. */
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
          rules: alerts.map((alert) => rule(alert, platform)),
        },
      ],
    },
  });
}

function rule({ alert, expr, for: duration, severity, summary, action }: Alert, platform: Platform) {
  const name = `MechanicBuddy${alert}`;
  return {
    alert: name,
    expr,
    for: duration,
    labels: { severity },
    annotations: { summary, description: action, runbook_url: runbook(platform, name) },
  };
}

/** `docs/runbooks.md` has a heading for each alert. */
function runbook({ monitoring, repository }: Platform, alert: string): string {
  const page =
    monitoring.runbooks ??
    `${repository.url.replace(/\.git$/, '')}/blob/${repository.branch}/docs/runbooks.md`;
  return `${page}#${alert.toLowerCase()}`;
}
