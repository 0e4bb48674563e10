import type { Component, Process } from './processes.ts';

interface Setting {
  readonly of: Component;
  readonly flag: string;
  readonly variable: string;
  /** Argo CD's own default. */
  readonly otherwise: string;
}

const CONTROLLER = 'ARGOCD_APPLICATION_CONTROLLER';

/** The settings that limit how much Argo CD does at once, and how often. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  'status processors': {
    of: 'application-controller',
    flag: '--status-processors',
    variable: `${CONTROLLER}_STATUS_PROCESSORS`,
    otherwise: '20',
  },
  'operation processors': {
    of: 'application-controller',
    flag: '--operation-processors',
    variable: `${CONTROLLER}_OPERATION_PROCESSORS`,
    otherwise: '10',
  },
  'seconds between polls': {
    of: 'application-controller',
    flag: '--app-resync',
    variable: 'ARGOCD_RECONCILIATION_TIMEOUT',
    otherwise: '120',
  },
  'their jitter': {
    of: 'application-controller',
    flag: '--app-resync-jitter',
    variable: 'ARGOCD_RECONCILIATION_JITTER',
    otherwise: '60',
  },
  'revision cache': {
    of: 'repo-server',
    flag: '--revision-cache-expiration',
    variable: 'ARGOCD_RECONCILIATION_TIMEOUT',
    otherwise: '3m',
  },
};

/** Returns the effective settings in one line. Those of processes on other machines are unknown. */
export function settings(processes: ReadonlyMap<Component, Process>): string {
  return Object.entries(SETTINGS)
    .map(([name, { of, flag, variable, otherwise }]) => {
      const value = processes.get(of)?.setting(flag, variable, otherwise);
      return `${name} ${value ?? 'unknown'}`;
    })
    .join(', ');
}
