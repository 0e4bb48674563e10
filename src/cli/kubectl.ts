import { execFile } from 'node:child_process';
import { z } from 'zod';

/** A Secret's values, or why it could not be read. */
type ReadSecret =
  | { readonly kind: 'secret'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'failed'; readonly message: string };

const secretSchema = z.object({ data: z.record(z.string(), z.string()).default({}) });

/**
 * Reads a Secret with the `kubectl` on the path, which signs in as the person does, with any plug-ins.
 *
 * @param context - the kubeconfig's context; undefined for the current one
 */
export async function readSecret(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  context: string | undefined,
): Promise<ReadSecret> {
  const args = ['get', 'secret', name, '--namespace', namespace, '--output', 'json'];
  const output = await kubectl(context === undefined ? args : ['--context', context, ...args]);
  if (typeof output !== 'string') return { kind: 'failed', message: messageOf(output, namespace, name) };
  const read = secretSchema.safeParse(parsed(output));
  if (!read.success)
    return { kind: 'failed', message: `kubectl did not print a Secret: ${output.slice(0, 200)}` };
  const values = Object.entries(read.data.data).map(([key, value]) => [
    key,
    Buffer.from(value, 'base64').toString('utf8'),
  ]);
  return { kind: 'secret', values: Object.fromEntries(values) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Failure {
  readonly isMissing: boolean;
  readonly stderr: string;
}

function messageOf({ isMissing, stderr }: Failure, namespace: string, name: string): string {
  if (isMissing)
    return 'kubectl is not on the path: install it, or read the Secret from the cluster yourself';
  if (stderr.includes('(NotFound)'))
    return `no Secret ${namespace}/${name} in this cluster: choose another --context, or wait until Argo CD has synced the tenant`;
  return `kubectl could not read the Secret ${namespace}/${name}: ${stderr.trim()}`;
}

function kubectl(args: readonly string[]): Promise<string | Failure> {
  return new Promise((resolve) => {
    execFile('kubectl', args, { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve(
        error === null ? stdout : { isMissing: error.code === 'ENOENT', stderr: stderr || error.message },
      );
    });
  });
}
