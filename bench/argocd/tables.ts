import { table } from '../../src/cli/terminal.ts';
import { COMPONENTS, type Component, type Process } from './processes.ts';
import type { Step } from './steps.ts';

/** What was done again, a line for each step. */
export function stepTable(steps: readonly Step[]): string {
  const head = [
    'STEP',
    'THOSE MEANT',
    'ALL LOOKED AT',
    'RECONCILED',
    'MANIFESTS READ',
    'LS-REMOTE',
    'FETCH',
    'SET REFRESHED',
    'WRITTEN BY SET',
    'WRITES',
  ];
  const rows = steps.map(({ what, first, seconds, counters, bySet, writes }) => [
    what,
    first === undefined ? '–' : `${first.toFixed(1)} s`,
    `${seconds.toFixed(1)} s`,
    ...[counters.reconciles, counters.generations, counters.lsRemotes, counters.fetches].map(figure),
    ...[counters.setRefreshes, bySet, writes].map(figure),
  ]);
  return table(head, rows);
}

/** CPU seconds of each process in each step. */
export function cpuTable(steps: readonly Step[]): string {
  return processTable(steps, 'CPU SECONDS', ({ cpu }, name) => cpu.get(name)?.toFixed(1));
}

export function memoryTable(steps: readonly Step[]): string {
  return processTable(steps, 'MEMORY AFTER', ({ memory }, name) => {
    const size = memory.get(name);
    return size === undefined ? undefined : `${Math.round(size)} MiB`;
  });
}

function processTable(
  steps: readonly Step[],
  title: string,
  value: (step: Step, name: Component) => string | undefined,
): string {
  const names = [...(steps[0]?.cpu.keys() ?? [])];
  if (names.length === 0) return `${title}: left out, the processes do not run on this machine\n`;
  const rows = steps.map((step) => [step.what, ...names.map((name) => value(step, name) ?? '–')]);
  return table([title, ...names.map((name) => COMPONENTS[name])], rows);
}

function figure(value: number | undefined): string {
  return value === undefined ? '–' : String(value);
}

/** The settings in force: flags, then environment (which processes started here inherit), then Argo CD's own default. */
export function settings(processes: ReadonlyMap<Component, Process>): string {
  const controller = processes.get('application-controller');
  const repo = processes.get('repo-server');
  const rows = [
    [
      'status processors',
      controller?.setting('--status-processors', 'ARGOCD_APPLICATION_CONTROLLER_STATUS_PROCESSORS', '20'),
    ],
    [
      'operation processors',
      controller?.setting(
        '--operation-processors',
        'ARGOCD_APPLICATION_CONTROLLER_OPERATION_PROCESSORS',
        '10',
      ),
    ],
    ['timeout.reconciliation', controller?.setting('--app-resync', 'ARGOCD_RECONCILIATION_TIMEOUT', '120')],
    ['its jitter', controller?.setting('--app-resync-jitter', 'ARGOCD_RECONCILIATION_JITTER', '60')],
    ['revision cache', repo?.setting('--revision-cache-expiration', 'ARGOCD_RECONCILIATION_TIMEOUT', '3m')],
    [
      'repo server parallelism',
      repo?.setting('--parallelismlimit', 'ARGOCD_REPO_SERVER_PARALLELISM_LIMIT', '0'),
    ],
  ];
  return rows.map(([name, value]) => `${name} ${value ?? '–'}`).join(', ');
}
