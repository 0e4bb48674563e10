import { readFileSync } from 'node:fs';
import { kubectl } from '../cluster/kubectl.ts';

/** What `kubectl get -o json` told of a live installation of the charts. */
const RECORDED = process.env['INSTALLED_DIR'] ?? '../shared/installed';

export interface Live {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** Made by controllers, or left in the cluster by what has run already. */
const MADE = ['Pod', 'ReplicaSet', 'Job', 'Certificate'];

/** The objects of one namespace, as they can be created again. */
export function recorded(name: string): Live[] {
  const text = readFileSync(`${RECORDED}/${name}.json`, 'utf8').replaceAll(
    'https://github.com/',
    'https://git.invalid/',
  );
  const { items } = JSON.parse(text) as { items: Live[] };
  return items
    .filter(({ kind, metadata }) => !MADE.includes(kind) && metadata.name !== 'default')
    .map(asCreated);
}

function asCreated({ apiVersion, kind, metadata, ...rest }: Live): Live {
  const { name, namespace, labels, annotations, finalizers } = metadata;
  const { status: _status, ...body } = rest as Live & { status?: unknown };
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined || kind === 'PersistentVolumeClaim' ? {} : { finalizers }),
    },
    ...withoutAddresses(kind, body),
  } as Live;
}

/** The cluster gives a Service and a volume claim what they had elsewhere. */
function withoutAddresses(kind: string, body: object & { spec?: Live['spec'] }): object {
  const { clusterIP: _ip, clusterIPs: _ips, volumeName: _volume, ...spec } = body.spec ?? {};
  return kind === 'Service' || kind === 'PersistentVolumeClaim' ? { ...body, spec } : body;
}

/** The same objects as Argo CD had applied them: its tracking in the place of Helm's. */
export function asArgoCd(objects: readonly Live[], application: string): Live[] {
  return objects.map((object) => {
    const { annotations = {}, namespace = '', name } = object.metadata;
    const kept = Object.entries(annotations).filter(([key]) => !key.startsWith('meta.helm.sh/'));
    const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
    const tracking = `${application}:${group}/${object.kind}:${namespace}/${name}`;
    return {
      ...object,
      metadata: {
        ...object.metadata,
        annotations: { ...Object.fromEntries(kept), 'argocd.argoproj.io/tracking-id': tracking },
      },
    };
  });
}

/** Creates objects as a tool does, by the name under which it writes. */
export async function create(objects: readonly Live[], manager: string): Promise<void> {
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const { code, stderr } = await kubectl(['create', `--field-manager=${manager}`, '-f', '-'], text);
  if (code !== 0) throw new Error(stderr);
}
