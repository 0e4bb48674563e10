import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACME, BIGSHOP, objectsIn, PETE, PLATFORM, type Rendered, rendered } from '../fixtures/fleet.ts';
import { kubectl, kubectlJson, until } from './kubectl.ts';
import { asOperatorsMakeThem, podsBeside, stalledRollout, withoutOthers } from './quota-world.ts';

const files = rendered([ACME, BIGSHOP, PETE], `${PLATFORM}freeTier: {maxTenants: 1}\n`);
const FREE = ['dist/free-tier/manifests.yaml', 'dist/free-tier/tenants/pete/manifests.yaml'];

/** Tests the objects of each tier in a namespace that Argo CD does not manage. */
const TIERS = [
  { tier: 'professional', paths: ['dist/tenants/acme/manifests.yaml'], solvers: 1 },
  { tier: 'enterprise', paths: ['dist/tenants/bigshop/manifests.yaml'], solvers: 2 },
  { tier: 'free', paths: FREE, solvers: 1 },
];

interface Controller {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly replicas?: number };
  readonly status?: {
    readonly replicas?: number;
    readonly active?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly reason: string;
      readonly message: string;
    }[];
  };
}

async function apply(objects: readonly object[]): Promise<void> {
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const { code, stderr } = await kubectl(['apply', '--server-side', '-f', '-'], text);
  expect([code, stderr]).toEqual([0, '']);
}

for (const { tier, paths, solvers } of TIERS) {
  describe(`the quota of tier ${tier}`, () => {
    const namespace = `quota-${tier}`;
    const all = paths.flatMap((path) => objectsIn(files, path));
    const own = withoutOthers(all, namespace);
    const deployments = own.filter(({ kind }) => kind === 'Deployment');
    const controllers = async () =>
      (await kubectlJson<{ items: Controller[] }>('get', 'deployments,replicasets,jobs', '-n', namespace))
        .items;
    const failures = async () =>
      (await controllers()).flatMap(({ metadata, status }) =>
        (status?.conditions ?? [])
          .filter(({ type }) => type === 'ReplicaFailure')
          .map(({ reason, message }) => `${metadata.name}: ${reason} ${message}`),
      );
    const usage = () =>
      kubectlJson<{ status: { hard: Record<string, string>; used: Record<string, string> } }>(
        'get',
        'resourcequota',
        'quota',
        '-n',
        namespace,
      );

    beforeAll(async () => {
      await apply(own.filter(({ kind }) => kind === 'Namespace'));
      await apply(own.filter(({ kind }) => kind !== 'Namespace' && kind !== 'Job'));
      await until(60, controllers, (items) =>
        items.every(({ spec, status }) => (status?.replicas ?? 0) === (spec.replicas ?? 0)),
      );
    });

    it('has room for a rolling update of every Deployment, its Jobs, the database and certificates at once', async () => {
      await apply(asOperatorsMakeThem(all, namespace, solvers));
      await apply([...deployments.map(stalledRollout), ...podsBeside(own)]);
      const surged = await until(60, controllers, (items) =>
        items.every(({ kind, spec, status }) => {
          if (kind === 'Job') return status?.active === 1;
          return kind !== 'Deployment' || status?.replicas === (spec.replicas ?? 0) + 1;
        }),
      );
      expect(surged.filter(({ kind }) => kind === 'Deployment')).toHaveLength(2);
      expect(await failures()).toEqual([]);
      const { status } = await until(
        30,
        usage,
        (quota) => quota.status.used['pods'] === quota.status.hard['pods'],
      );
      // The Cluster is represented by the pods that its operator makes of it.
      const clusters = 'count/clusters.postgresql.cnpg.io';
      expect({ ...status.used, [clusters]: status.hard[clusters] }).toEqual(status.hard);
    });

    it('has no room for another ReplicaSet', async () => {
      const { template } = (deployments[0] as Rendered).spec;
      // Different labels, so that the Deployment does not adopt it and scale it down.
      const labels = { app: 'one-more' };
      const more = {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name: 'one-more', namespace },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { ...template, metadata: { labels } },
        },
      };
      await apply([more]);
      const refused = await until(30, failures, (found) => found.length > 0);
      expect(refused).toEqual([expect.stringMatching(/^one-more: FailedCreate .*exceeded quota: quota/)]);
    });

    afterAll(() => kubectl(['delete', 'namespace', namespace, '--wait=false']));
  });
}
