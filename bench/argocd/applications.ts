import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { kubectl } from '../../test/cluster/kubectl.ts';

/** The fields of an Application that are read at each change: few, because a thousand are followed. */
const LINE =
  '{.metadata.name} {.status.sync.revision} {.status.sync.status} {.status.health.status} {.status.operationState.phase} {.metadata.annotations.argocd\\.argoproj\\.io/manifest-generate-paths}{"\\n"}';

export interface Followed {
  /** Each Application's latest revision and state. */
  readonly states: ReadonlyMap<string, { readonly revision: string; readonly state: string }>;
  /** How often Applications were written since the start. */
  readonly writes: () => number;
  readonly end: () => void;
}

/** Follows all Applications with one watch, because polling a thousand would add a load of its own. */
export function followApplications(): Followed {
  const states = new Map<string, { revision: string; state: string }>();
  let writes = 0;
  let isOver = false;
  let child = watch();
  function watch() {
    const args = ['get', 'applications', '-n', 'argocd', '--watch', '-o', `jsonpath=${LINE}`];
    const process = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: process.stdout }).on('line', (line) => {
      const [name = '', revision = '', ...state] = line.split(' ');
      states.set(name, { revision, state: state.join(' ') });
      writes += 1;
    });
    // The API server ends a watch after some minutes.
    process.on('exit', () => {
      if (!isOver) child = watch();
    });
    return process;
  }
  return {
    states,
    writes: () => writes,
    end: () => {
      isOver = true;
      child.kill();
    },
  };
}

/** Refreshes the ApplicationSet and these Applications, as Argo CD's API server does after a push webhook. */
export async function refresh(names: readonly string[]): Promise<void> {
  const set = [
    'applicationset',
    'mechanicbuddy-platform-tenants',
    'argocd.argoproj.io/application-set-refresh=true',
  ];
  const applications = ['applications', ...names, 'argocd.argoproj.io/refresh=normal'];
  const targets = names.length === 0 ? [set] : [set, applications];
  await Promise.all(targets.map((args) => kubectl(['annotate', '-n', 'argocd', '--overwrite', ...args])));
}
