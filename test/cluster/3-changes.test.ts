import { describe, expect, inject, it } from 'vitest';
import {
  fingerprints,
  type Living,
  refresh,
  syncs,
  untilAllAt,
  untilApplication,
  value,
} from './applications.ts';
import { openRepository } from './git-repository.ts';
import { kubectl, kubectlJson, until } from './kubectl.ts';

const repository = openRepository(inject('place'));
const ACME = 'tenants/acme.yaml';
const image = (name: string) =>
  value('deployment', 'tenant-acme', name, '{.spec.template.spec.containers[0].image}');

describe('a tenant is added by a commit', () => {
  it('a paid one: its namespace becomes healthy, and no other tenant’s objects change', async () => {
    const others = () =>
      fingerprints(({ metadata: { namespace, name } }) => (namespace ?? name) !== 'tenant-hilltop');
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
    const applied = await syncs();
    const revision = repository.commit('tenant(hilltop): add');
    await untilApplication('mechanicbuddy-platform-tenant-hilltop', revision);
    await untilAllAt(revision);
    expect(await value('deployment', 'tenant-hilltop', 'api', '{.status.readyReplicas}')).toBe('2');
    expect(await others()).toEqual(before);
    const { 'mechanicbuddy-platform-tenant-hilltop': _own, ...theirs } = await syncs();
    expect(theirs).toEqual(applied);
  });

  it('a free one: its database and Job are created, and no other tenant’s objects change', async () => {
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
    const applied = await syncs();
    const revision = repository.commit('tenant(roadside): add');
    await untilApplication('mechanicbuddy-platform-free-tier-roadside', revision);
    await untilAllAt(revision);
    const { 'mechanicbuddy-platform-free-tier-roadside': _own, ...theirs } = await syncs();
    expect(theirs).toEqual(applied);
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
    await untilApplication(
      'mechanicbuddy-platform-tenant-acme',
      await repository.render('tenant(acme): canary'),
    );
    const after = await job();
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    expect(await image('api')).toBe('ghcr.io/mechanicbuddy/mechanicbuddy-api:1.3.0');
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
    await untilApplication('mechanicbuddy-platform-tenant-acme', repository.revert());
    expect(await image('api')).toBe('ghcr.io/mechanicbuddy/mechanicbuddy-api:1.2.3');
    expect((await job()).metadata.uid).not.toBe(after.metadata.uid);
  });

  it('goes through two rings and back, with one commit each, and changes no other tenant', async () => {
    const running = async (tenant: string) =>
      value('deployment', `tenant-${tenant}`, 'api', '{.spec.template.spec.containers[0].image}');
    const images = async () => Promise.all(['bigshop', 'acme', 'steady-wheels'].map(running));
    const at = (...versions: string[]) =>
      versions.map((version) => `ghcr.io/mechanicbuddy/mechanicbuddy-api:${version.slice(1)}`);
    const release = async (...args: string[]) => {
      await repository.mechanicbuddy('release', ...args);
      const revision = repository.commit(`release ${args.join(' ')}`);
      await untilAllAt(revision);
      for (const name of ['tenant-bigshop', 'tenant-acme', 'system', 'free-tier'])
        await untilApplication(`mechanicbuddy-platform-${name}`, revision);
    };
    const before = await syncs();
    await release('promote', 'v1.3.0', 'early');
    expect(await images()).toEqual(at('v1.3.0', 'v1.2.3', 'v1.2.2'));
    const first = await syncs();
    // One names the channel in its record, the other is in the channel's share.
    const moved = Object.keys(first).filter((name) => first[name] !== before[name]);
    expect(moved.sort()).toEqual([
      'mechanicbuddy-platform-tenant-bigshop',
      'mechanicbuddy-platform-tenant-norden-truck',
    ]);
    await release('promote', 'v1.3.0', 'stable');
    expect(await images()).toEqual(at('v1.3.0', 'v1.3.0', 'v1.2.2'));
    await release('rollback', 'stable');
    await release('rollback', 'early');
    expect(await images()).toEqual(at('v1.2.3', 'v1.2.3', 'v1.2.2'));
    expect((await syncs())['mechanicbuddy-platform-tenant-steady-wheels']).toBe(
      before['mechanicbuddy-platform-tenant-steady-wheels'],
    );
  });

  it('a commit that only changes replicas does not run the migration again', async () => {
    const uid = () => value('job', 'tenant-acme', 'db-migration', '{.metadata.uid}');
    const before = await uid();
    repository.edit('dist/tenants/acme/manifests.yaml', (text) =>
      text.replaceAll('replicas: 2', 'replicas: 3'),
    );
    await untilApplication('mechanicbuddy-platform-tenant-acme', repository.commit('three replicas'));
    expect(await value('deployment', 'tenant-acme', 'api', '{.spec.replicas}')).toBe('3');
    expect(await uid()).toBe(before);
    await untilApplication('mechanicbuddy-platform-tenant-acme', repository.revert());
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
        'mechanicbuddy-platform-tenant-acme',
        '{.status.operationState.phase} {.status.operationState.message}',
      );
    await until(90, phase, (text) => /Running.*(failed|error)|Failed|Error/i.test(text));
    const revision = repository.revert();
    await untilApplication('mechanicbuddy-platform-tenant-acme', revision);
  });

  it('a record and its files that are deleted by mistake cost no data, and a revert adopts the objects', async () => {
    const isAcme = ({ metadata: { namespace, name } }: Living) => (namespace ?? name) === 'tenant-acme';
    const held = () => fingerprints(isAcme);
    // The stand-ins create no Secrets, so the test creates CloudNativePG's.
    const secret = ['create', 'secret', 'generic', 'tenant-acme-postgresql-app', '-n', 'tenant-acme'];
    await kubectl([...secret, '--from-literal=password=once']);
    const before = await held();
    for (const kind of ['Namespace', 'Secret', 'Cluster', 'ObjectStore', 'ExternalSecret'])
      expect(Object.keys(before).some((key) => key.startsWith(kind))).toBe(true);
    repository.remove(ACME);
    repository.remove('dist/tenants/acme');
    repository.commit('a mistake');
    await until(
      90,
      () => value('application', 'argocd', 'mechanicbuddy-platform-tenant-acme', '{.metadata.name}'),
      (name) => name === '',
    );
    expect(await held()).toEqual(before);
    expect(await value('namespace', 'default', 'tenant-acme', '{.status.phase}')).toBe('Active');
    await untilApplication('mechanicbuddy-platform-tenant-acme', repository.revert());
    expect(await held()).toEqual(before);
    await kubectl(['delete', 'secret', 'tenant-acme-postgresql-app', '-n', 'tenant-acme']);
  });
});

describe('drift', () => {
  it('of a tenant’s Deployment is healed', async () => {
    const generation = async () =>
      Number(await value('deployment', 'tenant-acme', 'api', '{.metadata.generation}'));
    const before = await generation();
    const edits = [
      ['scale', 'deployment/api', '-n', 'tenant-acme', '--replicas=5'],
      [
        'set',
        'image',
        'deployment/api',
        '-n',
        'tenant-acme',
        'api=ghcr.io/mechanicbuddy/mechanicbuddy-api:by-hand',
      ],
    ];
    for (const edit of edits) expect((await kubectl(edit)).code).toBe(0);
    const now = () =>
      value('deployment', 'tenant-acme', 'api', '{.spec.replicas} {.spec.template.spec.containers[0].image}');
    await until(60, now, (state) => state === '2 ghcr.io/mechanicbuddy/mechanicbuddy-api:1.2.3');
    // Both edits took effect, and each was reverted.
    expect(await generation()).toBeGreaterThan(before + 2);
  });

  it('of the free tier’s replicas stays: the autoscaler, or kubectl scale, decides them', async () => {
    await kubectl(['scale', 'deployment', 'free-tier-api', '-n', 'mechanicbuddy-free-tier', '--replicas=5']);
    await refresh('mechanicbuddy-platform-free-tier');
    expect(await value('deployment', 'mechanicbuddy-free-tier', 'free-tier-api', '{.spec.replicas}')).toBe(
      '5',
    );
    expect(
      await value('application', 'argocd', 'mechanicbuddy-platform-free-tier', '{.status.sync.status}'),
    ).toBe('Synced');
  });
});

describe('suspension', () => {
  it('stops the pods and hibernates the database; resuming starts both again', async () => {
    const pods = () =>
      kubectlJson<{ items: object[] }>(
        'get',
        'pods',
        '-n',
        'tenant-acme',
        '-l',
        'app.kubernetes.io/component in (api,web)',
      );
    await repository.mechanicbuddy('tenant', 'suspend', 'acme');
    const passed: string[] = [];
    const seen = (state: string) => passed.push(state.split(' ')[1] ?? '');
    const suspended = repository.commit('tenant(acme): suspend');
    await untilApplication('mechanicbuddy-platform-tenant-acme', suspended, 'Synced Suspended', 120, seen);
    await until(60, pods, ({ items }) => items.length === 0);
    // Nothing starts them again, and no migration waits for a hibernated database.
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect((await pods()).items).toEqual([]);
    expect(await value('job', 'tenant-acme', 'db-migration', '{.metadata.name}')).toBe('');
    const condition = '{.status.conditions[?(@.type=="cnpg.io/hibernation")].status}';
    expect(await value('cluster', 'tenant-acme', 'tenant-acme-postgresql', condition)).toBe('True');
    expect(await value('scheduledbackup', 'tenant-acme', 'tenant-acme-postgresql', '{.spec.suspend}')).toBe(
      'true',
    );
    await repository.mechanicbuddy('tenant', 'resume', 'acme');
    const resumed = repository.commit('tenant(acme): resume');
    await untilApplication('mechanicbuddy-platform-tenant-acme', resumed, 'Synced Healthy', 180, seen);
    // Argo CD's health script reports Degraded during the seconds of a hibernation, but not afterwards.
    expect(passed.slice(passed.indexOf('Suspended'))).not.toContain('Degraded');
    expect(await value('deployment', 'tenant-acme', 'api', '{.status.readyReplicas}')).toBe('2');
    expect(await value('cluster', 'tenant-acme', 'tenant-acme-postgresql', condition)).toBe('');
  });
});

describe('one free tenant’s trouble', () => {
  it('does not block another signup', async () => {
    const free = (id: string) =>
      repository.mechanicbuddy(
        ...['tenant', 'add', id, '--name', id, '--owner-email', `o@${id}.example`, '--tier', 'free'],
      );
    await free('stuck-garage');
    repository.edit('dist/free-tier/tenants/stuck-garage/manifests.yaml', (text) =>
      text.replace(/^ {2}databaseReclaimPolicy: .*$/m, '  databaseReclaimPolicy: held back by the test'),
    );
    repository.commit('tenant(stuck-garage): a database that cannot be applied');
    await free('next-garage');
    const revision = repository.commit('tenant(next-garage): add');
    await untilApplication('mechanicbuddy-platform-free-tier-next-garage', revision);
    expect(
      await value('job', 'mechanicbuddy-free-tier', 'db-migration-next-garage', '{.status.succeeded}'),
    ).toBe('1');
    await untilApplication('mechanicbuddy-platform-free-tier', revision);
    expect(
      await value(
        'application',
        'argocd',
        'mechanicbuddy-platform-free-tier-stuck-garage',
        '{.status.sync.status}',
      ),
    ).not.toBe('Synced');
    await untilApplication(
      'mechanicbuddy-platform-free-tier-stuck-garage',
      await repository.render('tenant(stuck-garage): the database as it is rendered'),
      'Synced Healthy',
      220,
    );
  });
});
