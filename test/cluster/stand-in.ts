import { kubectl, kubectlJson } from './kubectl.ts';

interface Store {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly status?: object;
}

const READY = {
  status: {
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'Valid',
        message: 'store validated',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ],
  },
};

/**
 * Stands in for External Secrets if no operator runs: marks secret stores as ready every second, until it is stopped. If the
 * real operator runs, it has done so already, and nothing changes.
 */
export function startSecretStoreStandIn(): () => void {
  const timer = setInterval(() => void markReady(), 1000);
  return () => clearInterval(timer);
}

async function markReady(): Promise<void> {
  const { items } = await kubectlJson<{ items: Store[] }>('get', 'secretstores,clustersecretstores', '-A');
  for (const { kind, metadata, status } of items) {
    if (status !== undefined) continue;
    const place = metadata.namespace === undefined ? [] : ['-n', metadata.namespace];
    await kubectl([
      'patch',
      kind,
      metadata.name,
      ...place,
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify(READY),
    ]);
  }
}
