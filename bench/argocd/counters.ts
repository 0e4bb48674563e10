import { readFileSync } from 'node:fs';
import { kubectl } from '../../test/cluster/kubectl.ts';
import type { Component, Process } from './processes.ts';

/** Where a component exports its metrics: its flag for the port, or its Service in the cluster. */
const METRICS = {
  'repo-server': { flag: '--metrics-port', service: 'argocd-repo-server:8084' },
  'application-controller': { flag: '--metrics-port', service: 'argocd-metrics:8082' },
  'applicationset-controller': { flag: '--metrics-addr', service: 'argocd-applicationset-controller:8080' },
} as const;

export interface Counters {
  readonly lsRemotes: number;
  readonly fetches: number;
  readonly reconciles: number;
  readonly setRefreshes: number;
  /** Objects that the ApplicationSet controller created or changed: Applications, and events about them. */
  readonly setWrites: number;
  /** How often an Application's manifests were read and parsed again. Only a log at level info contains it. */
  readonly generations: number | undefined;
}

/** Reads Argo CD's counters. */
export async function readCounters(processes: ReadonlyMap<Component, Process>): Promise<Counters> {
  const [repo, controller, set] = await Promise.all([
    readMetrics('repo-server', processes),
    readMetrics('application-controller', processes),
    readMetrics('applicationset-controller', processes),
  ]);
  return {
    lsRemotes: sum(repo, /^argocd_git_request_total\{.*request_type="ls-remote"/),
    fetches: sum(repo, /^argocd_git_request_total\{.*request_type="fetch"/),
    reconciles: sum(controller, /^argocd_app_reconcile_count/),
    setRefreshes: sum(set, /^controller_runtime_reconcile_total\{controller="applicationset"/),
    setWrites: sum(set, /^argocd_kubectl_requests_total\{.*method="(POST|PATCH)"/),
    generations: generations(processes.get('repo-server')),
  };
}

async function readMetrics(
  component: keyof typeof METRICS,
  processes: ReadonlyMap<Component, Process>,
): Promise<string> {
  const { flag, service } = METRICS[component];
  const port = processes.get(component)?.flag(flag)?.split(':').at(-1);
  if (port !== undefined) return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const path = `/api/v1/namespaces/argocd/services/${service}/proxy/metrics`;
  return (await kubectl(['get', '--raw', path])).stdout;
}

function sum(metrics: string, name: RegExp): number {
  const lines = metrics.split('\n').filter((line) => name.test(line));
  return lines.reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
}

function generations(repo: Process | undefined): number | undefined {
  if (repo === undefined || repo.flag('--loglevel') === 'warn') return undefined;
  // It looks up the cache before and after it waits for its turn, and logs both.
  return Math.round((readFileSync(repo.log, 'utf8').split('manifest cache miss').length - 1) / 2);
}
