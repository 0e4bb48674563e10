import { spawn } from 'node:child_process';
import { kubectl } from './kubectl.ts';

/** What CloudNativePG tells of a cluster; in this phase the stand-in for the operator leaves it alone. */
const status = (ready: 'True' | 'False') =>
  JSON.stringify({
    status: {
      phase: 'Cluster in healthy state',
      conditions: [
        {
          type: 'Ready',
          status: ready,
          reason: ready === 'True' ? 'ClusterIsReady' : 'ClusterIsNotReady',
          message: ready === 'True' ? 'Cluster is Ready' : 'held back by the test',
          lastTransitionTime: new Date().toISOString(),
        },
      ],
    },
  });

/** Plays an operator that takes its time: from its first moment on a Cluster is not ready, until it is released. */
export function holdBack(namespace: string, name: string) {
  const tell = (ready: 'True' | 'False') =>
    kubectl([
      'patch',
      'cluster',
      name,
      '-n',
      namespace,
      '--subresource=status',
      '--type=merge',
      '-p',
      status(ready),
    ]);
  const args = [
    'get',
    'clusters.postgresql.cnpg.io',
    '-A',
    `--field-selector=metadata.name=${name}`,
    '-o',
    'name',
    '--watch-only',
  ];
  const watch = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  watch.stdout.once('data', () => void tell('False'));
  const stop = () => void watch.kill();
  return {
    /** It stays as it is. */
    stop,
    release: async () => {
      stop();
      await tell('True');
    },
  };
}
