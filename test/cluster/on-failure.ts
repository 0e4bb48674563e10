import { afterEach } from 'vitest';
import { kubectl, kubectlJson } from './kubectl.ts';

interface Application {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly operationState?: { readonly phase: string; readonly message?: string };
  };
}

/** Collects what a person reads first when a test fails: unhealthy Applications, and the last events. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  process.stdout.write(
    `\n${task.name}: the cluster at that moment\n${await troubles()}\n${await lastEvents()}\n`,
  );
});

async function troubles(): Promise<string> {
  const { items } = await kubectlJson<{ items: Application[] }>('get', 'applications', '-n', 'argocd');
  return items.map(describeTrouble).filter(Boolean).join('\n') || 'all Applications are Synced and Healthy';
}

function describeTrouble({ metadata, status = {} }: Application): string {
  const { sync, health, conditions = [], operationState } = status;
  if (sync?.status === 'Synced' && health?.status === 'Healthy') return '';
  const lines = [
    `Application ${metadata.name}: ${sync?.status} ${health?.status} at ${sync?.revision?.slice(0, 8)}`,
    `${operationState?.phase}: ${operationState?.message}`,
    ...conditions.map(({ type, message }) => `${type}: ${message}`),
  ];
  return lines.join('\n  ');
}

async function lastEvents(): Promise<string> {
  const { stdout } = await kubectl(['get', 'events', '-A', '--sort-by=.lastTimestamp']);
  const lines = stdout.trimEnd().split('\n');
  return [lines[0], ...lines.slice(1).slice(-20)].join('\n');
}
