import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { untilApplication, value } from './applications.ts';
import { openRepository } from './git-repository.ts';
import { until } from './kubectl.ts';

const repository = openRepository(inject('place'));

/** An object that somebody adds to a tenant's rendered folder, and why Argo CD rejects it. */
const SLIPPED = [
  {
    what: 'a ClusterRole',
    tenant: 'acme',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'slipped-in' },
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
    },
    because: /ClusterRole is not permitted in project mechanicbuddy-platform-tenants/,
  },
  {
    what: 'an object in a namespace that is no tenant’s',
    tenant: 'bigshop',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'slipped-in', namespace: 'mechanicbuddy-system' },
      spec: { type: 'ExternalName', externalName: 'example.org' },
    },
    because: /namespace mechanicbuddy-system is not permitted in project 'mechanicbuddy-platform-tenants'/,
  },
  {
    what: 'a kind that no tenant has',
    tenant: 'garage-lindqvist',
    object: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'slipped-in', namespace: 'tenant-garage-lindqvist' },
    },
    because: /Secret is not permitted in project mechanicbuddy-platform-tenants/,
  },
  {
    what: 'another tenant’s object',
    tenant: 'steady-wheels',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'api', namespace: 'tenant-ferrari-e-figli' },
      spec: { selector: { app: 'slipped-in' }, ports: [{ port: 80 }] },
    },
    because: /Shared resource found: .*tenant-ferrari-e-figli/,
  },
];

const operation = (tenant: string) =>
  value(
    'application',
    'argocd',
    `mechanicbuddy-platform-tenant-${tenant}`,
    '{.status.operationState.message} {.status.operationState.syncResult.resources[*].message} {.status.conditions[*].message}',
  );

describe('Argo CD rejects, although it is in Git,', () => {
  let revision: string;
  beforeAll(async () => {
    for (const { tenant, object } of SLIPPED) {
      repository.edit(
        `dist/tenants/${tenant}/manifests.yaml`,
        (text) => `${text}---\n${JSON.stringify(object)}\n`,
      );
    }
    revision = repository.commit('slipped in');
  });

  it.each(SLIPPED)('$what', async ({ tenant, object, because }) => {
    await until(
      90,
      () => operation(tenant),
      (text) => because.test(text),
    );
    const { kind, metadata } = object;
    const path = '{.metadata.name} {.spec.selector.app}';
    const place = 'namespace' in metadata ? metadata.namespace : 'default';
    expect(await value(kind, place, metadata.name, path)).not.toContain('slipped-in');
  });

  it('and no other tenant is blocked by it', async () => {
    await untilApplication('mechanicbuddy-platform-tenant-ferrari-e-figli', revision);
  });

  afterAll(async () => {
    const mended = repository.revert();
    for (const { tenant } of SLIPPED)
      await untilApplication(`mechanicbuddy-platform-tenant-${tenant}`, mended);
  });
});
