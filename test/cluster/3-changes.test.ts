import { describe, expect, inject, it } from 'vitest';
import { fingerprints, refresh, untilApplication, value } from './applications.ts';
import { openRepository } from './git-repository.ts';
import { kubectl, kubectlJson, until } from './kubectl.ts';

const repository = openRepository(inject('place'));
const ACME = 'tenants/acme.yaml';
const image = (name: string) =>
  value('deployment', 'tenant-acme', name, '{.spec.template.spec.containers[0].image}');

describe('a tenant is added by a commit', () => {
  it('a paid one: its namespace becomes healthy, and nobody else’s objects change', async () => {
    const others = () => fingerprints(({ metadata }) => metadata.namespace !== 'tenant-hilltop');
    const before = await others();
    await repository.mechanicbuddy(
      'tenant',
      'add',
      'hilltop',
      '--name',
      'Hilltop',
      '--owner-email',
      'o@hilltop.example',
      '--tier',
      'professional',
    );
    const revision = repository.commit('tenant(hilltop): add');
    await untilApplication('tenant-hilltop', revision);
    await untilApplication('tenant-acme', revision);
    expect(await value('deployment', 'tenant-hilltop', 'api', '{.status.readyReplicas}')).toBe('2');
    expect(await others()).toEqual(before);
  });

  it('a free one: its database and Job, and no tenant Application’s objects change', async () => {
    const others = () => fingerprints(({ metadata }) => !metadata.name.includes('roadside'));
    const before = await others();
    await repository.mechanicbuddy(
      'tenant',
      'add',
      'roadside',
      '--name',
      'Roadside',
      '--owner-email',
      'o@roadside.example',
      '--tier',
      'free',
    );
    const revision = repository.commit('tenant(roadside): add');
    await untilApplication('mechanicbuddy-free-tier', revision);
    expect(
      await value('job', 'mechanicbuddy-free-tier', 'db-migration-roadside', '{.status.succeeded}'),
    ).toBe('1');
    expect(await value('database', 'mechanicbuddy-system', 'mechanicbuddy-roadside', '{.spec.owner}')).toBe(
      'mechanicbuddy_free_tier',
    );
    expect(await others()).toEqual(before);
  });
});

describe('a release is rolled out', () => {
  it('the migration runs again, before the new API; git revert goes back', async () => {
    interface Job {
      readonly metadata: { readonly uid: string };
      readonly status: { readonly completionTime?: string };
    }
    const job = () => kubectlJson<Job>('get', 'job', 'db-migration', '-n', 'tenant-acme');
    const before = await job();
    repository.edit(ACME, (text) => text.replace('channel: stable', 'channel: canary'));
    await untilApplication('tenant-acme', await repository.render('tenant(acme): canary'));
    const after = await job();
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    expect(await image('api')).toBe('ghcr.io/mechanicbuddy/api:v1.3.0');
    const selection = 'app.kubernetes.io/component=api,app.kubernetes.io/version=v1.3.0';
    const sets = await kubectlJson<{ items: { metadata: { creationTimestamp: string } }[] }>(
      'get',
      'replicasets',
      '-n',
      'tenant-acme',
      '-l',
      selection,
    );
    expect(sets.items).toHaveLength(1);
    expect(Date.parse(after.status.completionTime ?? '')).toBeLessThanOrEqual(
      Date.parse(sets.items[0]?.metadata.creationTimestamp ?? ''),
    );
    await untilApplication('tenant-acme', repository.revert());
    expect(await image('api')).toBe('ghcr.io/mechanicbuddy/api:v1.2.3');
  });

  it('a commit that only changes replicas does not run the migration again', async () => {
    const uid = () => value('job', 'tenant-acme', 'db-migration', '{.metadata.uid}');
    const before = await uid();
    repository.edit('dist/tenants/acme/manifests.yaml', (text) =>
      text.replaceAll('replicas: 2', 'replicas: 3'),
    );
    await untilApplication('tenant-acme', repository.commit('three replicas'));
    expect(await value('deployment', 'tenant-acme', 'api', '{.spec.replicas}')).toBe('3');
    expect(await uid()).toBe(before);
    repository.revert();
  });
});

describe('mistakes', () => {
  it('a commit that cannot be applied does not block its fix', async () => {
    repository.edit('dist/tenants/acme/manifests.yaml', (text) =>
      text.replace('progressDeadlineSeconds: 600', 'progressDeadlineSeconds: -1'),
    );
    repository.commit('a mistake');
    const phase = () =>
      value(
        'application',
        'argocd',
        'tenant-acme',
        '{.status.operationState.phase} {.status.operationState.message}',
      );
    await until(90, phase, (text) => /Running.*(failed|error)|Failed|Error/i.test(text));
    const revision = repository.revert();
    await untilApplication('tenant-acme', revision);
  });

  it('a record and its files deleted by mistake cost nothing, and a revert adopts them', async () => {
    const held = () => fingerprints(({ metadata }) => metadata.namespace === 'tenant-acme');
    const before = await held();
    repository.remove(ACME);
    repository.remove('dist/tenants/acme');
    repository.commit('a mistake');
    await until(
      90,
      () => value('application', 'argocd', 'tenant-acme', '{.metadata.name}'),
      (name) => name === '',
    );
    expect(await held()).toEqual(before);
    expect(await value('namespace', 'default', 'tenant-acme', '{.status.phase}')).toBe('Active');
    await untilApplication('tenant-acme', repository.revert());
    expect(await held()).toEqual(before);
  });
});

describe('drift', () => {
  it('of a tenant’s Deployment is healed', async () => {
    await kubectl(['scale', 'deployment/api', '-n', 'tenant-acme', '--replicas=5']);
    expect(
      await until(
        60,
        () => value('deployment', 'tenant-acme', 'api', '{.spec.replicas}'),
        (replicas) => replicas === '2',
      ),
    ).toBe('2');
  });

  it('of the free tier’s replicas stays: they are the autoscaler’s, or the seed’s kubectl scale', async () => {
    await kubectl(['scale', 'deployment', 'free-tier-api', '-n', 'mechanicbuddy-free-tier', '--replicas=5']);
    await refresh('mechanicbuddy-free-tier');
    expect(await value('deployment', 'mechanicbuddy-free-tier', 'free-tier-api', '{.spec.replicas}')).toBe(
      '5',
    );
    expect(await value('application', 'argocd', 'mechanicbuddy-free-tier', '{.status.sync.status}')).toBe(
      'Synced',
    );
  });
});

describe('suspension', () => {
  it('stops the pods and hibernates the database; resuming brings both back', async () => {
    const pods = () =>
      kubectlJson<{ items: object[] }>(
        'get',
        'pods',
        '-n',
        'tenant-acme',
        '-l',
        'app.kubernetes.io/component in (api,web)',
      );
    repository.edit(ACME, (text) => `${text}status: suspended\nsuspendedBy: admin\n`);
    await untilApplication(
      'tenant-acme',
      await repository.render('tenant(acme): suspend'),
      'Synced Suspended',
    );
    await until(60, pods, ({ items }) => items.length === 0);
    const condition = '{.status.conditions[?(@.type=="cnpg.io/hibernation")].status}';
    expect(await value('cluster', 'tenant-acme', 'tenant-acme-postgresql', condition)).toBe('True');
    expect(await value('scheduledbackup', 'tenant-acme', 'tenant-acme-postgresql', '{.spec.suspend}')).toBe(
      'true',
    );
    await untilApplication('tenant-acme', repository.revert(), 'Synced Healthy', 180);
    expect(await value('deployment', 'tenant-acme', 'api', '{.status.readyReplicas}')).toBe('2');
    expect(await value('cluster', 'tenant-acme', 'tenant-acme-postgresql', condition)).toBe('');
  });
});
