import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kubectl, kubectlJson, until } from './kubectl.ts';

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly replicas?: number };
}

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly ownerReferences?: readonly { readonly name: string }[];
  };
}

const { root } = inject('place');
const dist = join(root, 'dist');
const workloads = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .flatMap((path) => parseAllDocuments(readFileSync(join(dist, path), 'utf8')))
  .map((document) => document.toJS() as Workload | null)
  .filter((object): object is Workload => object !== null)
  .filter(({ kind }) => ['Deployment', 'Job', 'CronJob'].includes(kind));

/** Pods of a Job, or of a Deployment by its ReplicaSet's name. */
async function podsOf(namespace: string, owner: string): Promise<string[]> {
  const { items } = await kubectlJson<{ items: Pod[] }>('get', 'pods', '-n', namespace);
  const owned = items.filter(({ metadata: { ownerReferences: [by] = [] } }) =>
    by === undefined ? false : by.name === owner || by.name.replace(/-[a-z0-9]+$/, '') === owner,
  );
  return owned.map(({ metadata }) => metadata.name);
}

/** A pod that the standard “baseline” admits: a namespace that rejects it enforces “restricted”. */
const rootPod = (namespace: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'root', namespace },
    spec: {
      containers: [
        {
          name: 'root',
          image: 'example.org/root:1',
          securityContext: { runAsUser: 0 },
          resources: { requests: { cpu: '1m', memory: '1Mi' }, limits: { cpu: '1m', memory: '1Mi' } },
        },
      ],
    },
  });

const namespaces = [...new Set(workloads.map(({ metadata }) => metadata.namespace))].sort();

describe('under the pod security standard “restricted”', () => {
  it('are all namespaces with pods', () => {
    expect(namespaces).toEqual(
      expect.arrayContaining(['mechanicbuddy-free-tier', 'mechanicbuddy-system', 'tenant-acme']),
    );
  });

  for (const namespace of namespaces) {
    it(`${namespace} refuses a pod that runs as root`, async () => {
      const { code, stderr } = await kubectl(['create', '-f', '-'], rootPod(namespace));
      expect(code).toBe(1);
      expect(stderr).toContain('violates PodSecurity "restricted:');
    });
  }

  for (const { kind, metadata, spec } of workloads) {
    const { name, namespace } = metadata;
    if (kind === 'CronJob') {
      it(`${namespace} admits the pod of CronJob ${name}`, async () => {
        const job = `${name}-now`;
        const made = await kubectl(['create', 'job', job, `--from=cronjob/${name}`, '-n', namespace]);
        expect([made.code, made.stderr]).toEqual([0, '']);
        await until(
          30,
          () => podsOf(namespace, job),
          (pods) => pods.length > 0,
        );
        await kubectl(['delete', 'job', job, '-n', namespace]);
      });
    } else if (spec.replicas === 0) {
      it.skip(`${namespace} admits the pods of ${kind} ${name}: suspended, it has none`, () => undefined);
    } else {
      it(`${namespace} admits the pods of ${kind} ${name}`, async () => {
        expect(await podsOf(namespace, name)).not.toEqual([]);
      });
    }
  }
});
