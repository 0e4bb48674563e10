import { beforeAll, describe, expect, inject, it } from 'vitest';
import { untilApplication, value } from './applications.ts';
import { openRepository } from './git-repository.ts';
import { holdBack } from './hold-back.ts';
import { kubectl, until } from './kubectl.ts';

const repository = openRepository(inject('place'));
const ID = 'petes-garage';
const OWN = `tenant-${ID}`;
const CLUSTER = `${OWN}-postgresql`;
/** The Application of the shared part. */
const SHARED = `mechanicbuddy-platform-free-tier-${ID}`;
const APPLICATION = `mechanicbuddy-platform-${OWN}`;

/** Runs a command, commits its files as a person does, and returns the revision. */
async function act(...command: string[]): Promise<string> {
  await repository.mechanicbuddy(...command);
  return repository.commit(command.join(' '));
}

/** Returns the names of existing objects of a kind. */
async function names(kind: string, namespace: string): Promise<string> {
  const { stdout } = await kubectl(['get', kind, '-n', namespace, '-o', 'name', '--ignore-not-found']);
  return stdout.trim();
}

const untilGone = (kind: string, name: string, namespace?: string) =>
  until(
    120,
    () =>
      kubectl([
        'get',
        kind,
        name,
        ...(namespace === undefined ? [] : ['-n', namespace]),
        '--ignore-not-found',
        '-o',
        'name',
      ]),
    ({ stdout }) => stdout.trim() === '',
  );
const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

// The service of the earlier tests commits to the same branch.
beforeAll(() => repository.pull());

describe('a move from the shared instance', () => {
  it('removes the host and closes the source before the database exists', async () => {
    const held = await holdBack(OWN, CLUSTER);
    await act('tenant', 'upgrade', ID, '--tier', 'professional', '--mechanics', '3');
    await until(
      120,
      () => names('cluster', OWN),
      (found) => found.includes(CLUSTER),
    );
    await held.begun();
    expect(await value('ingress', OWN, 'mechanicbuddy', '{.spec.rules[0].host}')).toContain(`${ID}.`);
    expect(await value('job', OWN, 'db-import', '{.status.succeeded}')).toBe('1');
    expect(await value('cluster', OWN, CLUSTER, '{.spec.bootstrap.initdb.import.databases[0]}')).toBe(
      `mechanicbuddy-${ID}`,
    );
    // The two bundles are synced separately: here no container waits for the other side, as the real Job does.
    await until(
      60,
      () => value('databaserole', 'mechanicbuddy-system', `import-${ID}`, '{.spec.login}'),
      (login) => login === 'true',
    );
    // Nothing serves the host yet, so the edge answers 503; the data is neither migrated nor read.
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect(await names('deployments,services,jobs', OWN)).toBe('job.batch/db-import');
  });

  it('can be taken back half-way: the host returns, then the move’s objects are deleted, and the source stays throughout', async () => {
    const source = await value('database', 'mechanicbuddy-system', `mechanicbuddy-${ID}`, '{.metadata.uid}');
    const detached = await act('tenant', 'upgrade', ID, '--back');
    // A sync that waits for the import would wait for ever: docs/operate.md says how to end it.
    const ending = JSON.stringify({ status: { operationState: { phase: 'Terminating' } } });
    await kubectl(['patch', 'application', APPLICATION, '-n', 'argocd', '--type=merge', '-p', ending]);
    await until(
      120,
      () => names('ingress', OWN),
      (found) => found === '',
    );
    await untilApplication(SHARED, detached);
    expect(await names('cluster', OWN)).toContain(CLUSTER);
    await act('sweep', '--now', later(1));
    await untilGone('namespace', OWN);
    const revision = await act('sweep', '--now', later(2));
    await untilGone('application', APPLICATION, 'argocd');
    await untilApplication(SHARED, revision);
    expect(await value('database', 'mechanicbuddy-system', `mechanicbuddy-${ID}`, '{.metadata.uid}')).toBe(
      source,
    );
    expect(await names('databaserole', 'mechanicbuddy-system')).not.toContain(`import-${ID}`);
  });

  it('can be repeated with a new generation of the database, and confirmed: the opening to the shared one closes', async () => {
    const held = await holdBack(OWN, CLUSTER);
    const moved = await act('tenant', 'upgrade', ID, '--tier', 'professional');
    await until(
      120,
      () => names('cluster', OWN),
      (found) => found.includes(CLUSTER),
    );
    await held.begun();
    expect(await names('deployments', OWN)).toBe('');
    await held.release();
    await untilApplication(APPLICATION, moved, 'Synced Healthy', 180);
    expect(await value('deployment', OWN, 'api', '{.status.readyReplicas}')).toBe('2');
    expect(await value('cluster', OWN, CLUSTER, '{.spec.plugins[0].parameters.serverName}')).toBe(
      `${CLUSTER}-2`,
    );
    // A move cannot be confirmed within minutes of its start, so the record says that this one started an hour ago.
    repository.edit(`tenants/${ID}.yaml`, (text) =>
      text.replace(/^ {2}at: .*$/m, '  at: "2026-11-23T09:00:00Z"'),
    );
    const revision = await act('tenant', 'confirm', ID);
    await untilApplication(APPLICATION, revision);
    await untilApplication(SHARED, revision);
    expect(await names('networkpolicy', 'mechanicbuddy-system')).not.toContain('import');
    expect(await names('networkpolicy,job,externalsecret,secretstore', OWN)).not.toContain('import');
    expect(await value('databaserole', 'mechanicbuddy-system', `import-${ID}`, '{.spec.login}')).toBe(
      'false',
    );
  });
});

describe('the source of a confirmed move', () => {
  it('is deleted with its role after its retention, in two steps', async () => {
    const place = ['database', 'mechanicbuddy-system', `mechanicbuddy-${ID}`] as const;
    await untilApplication(SHARED, await act('sweep', '--now', later(35)));
    expect(await value(...place, '{.spec.databaseReclaimPolicy}')).toBe('delete');
    await act('sweep', '--now', later(37));
    await untilGone('application', SHARED, 'argocd');
    await untilGone('database', `mechanicbuddy-${ID}`, 'mechanicbuddy-system');
    expect(await names('databaserole', 'mechanicbuddy-system')).not.toContain(`import-${ID}`);
  });
});

describe('the end of a life', () => {
  const stateful = async () => `${await names('cluster', OWN)} ${await names('objectstore', OWN)}`;

  /** Archives a tenant: the last backup, and after the given days the sweep that hibernates the database. */
  async function archive(day: number): Promise<void> {
    await act('tenant', 'archive', ID);
    await until(
      120,
      () => value('deployment', OWN, 'api', '{.spec.replicas}'),
      (replicas) => replicas === '0',
    );
    await until(
      120,
      () => names('backup', OWN),
      (found) => found === `backup.postgresql.cnpg.io/${CLUSTER}-archive`,
    );
    await untilApplication(APPLICATION, await act('sweep', '--now', later(day)), 'Synced Suspended');
  }

  it('is reverted from the archive by one command: the same database wakes up', async () => {
    const uid = await value('cluster', OWN, CLUSTER, '{.metadata.uid}');
    await archive(2);
    expect(await value('cluster', OWN, CLUSTER, '{.metadata.annotations.cnpg\\.io/hibernation}')).toBe('on');
    await untilApplication(APPLICATION, await act('tenant', 'restore', ID), 'Synced Healthy', 180);
    expect(await value('cluster', OWN, CLUSTER, '{.metadata.uid}')).toBe(uid);
    expect(await value('deployment', OWN, 'api', '{.status.readyReplicas}')).toBe('2');
  });

  it('prunes the objects at the very end, and not before', async () => {
    const before = await stateful();
    expect(before).toContain(CLUSTER);
    await archive(2);
    expect(await stateful()).toBe(before);
    await untilApplication(APPLICATION, await act('sweep', '--now', later(40)), 'Synced Suspended');
    expect(await value('cluster', OWN, CLUSTER, '{.metadata.annotations}')).not.toContain('Prune=false');
    expect(await stateful()).toBe(before);
    await act('sweep', '--now', later(42));
    await untilGone('namespace', OWN);
    await act('sweep', '--now', later(44));
    await untilGone('application', APPLICATION, 'argocd');
    expect(await repository.mechanicbuddy('tenant', 'show', ID)).toMatch(/status +purged/);
  });

  it('is then reverted only from the backup, with a new database', async () => {
    await untilApplication(
      APPLICATION,
      await act('tenant', 'restore', ID, '--from-backup'),
      'Synced Healthy',
      180,
    );
    expect(await value('cluster', OWN, CLUSTER, '{.spec.bootstrap.recovery.source}')).toBe(`${CLUSTER}-2`);
    expect(await value('cluster', OWN, CLUSTER, '{.spec.plugins[0].parameters.serverName}')).toBe(
      `${CLUSTER}-3`,
    );
  });
});
