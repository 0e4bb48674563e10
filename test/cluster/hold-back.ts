import { spawn } from 'node:child_process';

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

/** The API server by plain HTTP: starting kubectl takes longer than the stand-in needs to make a Cluster ready. */
async function openProxy(): Promise<{ readonly url: string; close(): void }> {
  const proxy = spawn('kubectl', ['proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const chunk of proxy.stdout) {
    const address = /127\.0\.0\.1:\d+/.exec(String(chunk))?.[0];
    if (address !== undefined) return { url: `http://${address}`, close: () => void proxy.kill() };
  }
  throw new Error('kubectl proxy did not start');
}

/** Plays an operator that takes its time: from its first moment on a Cluster is not ready, until it is released. */
export async function holdBack(namespace: string, name: string) {
  const { url, close } = await openProxy();
  const clusters = '/apis/postgresql.cnpg.io/v1';
  const tell = (ready: 'True' | 'False') =>
    fetch(`${url}${clusters}/namespaces/${namespace}/clusters/${name}/status`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: status(ready),
    });
  const watch = await fetch(`${url}${clusters}/clusters?watch=1&fieldSelector=metadata.name=${name}`);
  const first = watch.body?.getReader().read();
  void first?.then(() => tell('False')).catch(() => undefined); // its end closes the connection
  return {
    /** It stays as it is. */
    stop: close,
    release: async () => {
      await tell('True');
      close();
    },
  };
}
