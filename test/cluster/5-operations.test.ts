import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { refresh, untilApplication, value } from './applications.ts';
import { kubectl, until } from './kubectl.ts';
import { MANUAL_COMMANDS } from './manual-commands.ts';

const MANUAL = '../shared/facts/seed.md';
const { root } = inject('place');
const revision = (name: string) =>
  execFileSync('git', ['-C', root, 'rev-parse', name], { encoding: 'utf8' }).trim();

/** Runs a command in a shell, as a person types it, with the tenant's id. */
const typed = (command: string, id = 'acme') =>
  new Promise<string>((resolve, reject) => {
    const line = command.replace(/\{(tenant-)?id\}/g, id);
    execFile('bash', ['-o', 'pipefail', '-c', line], (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${line}\n${stdout}${stderr}`));
    });
  });

/** Creates what the operator creates and no stand-in does: the database's Secret, and a scheduled Backup. */
async function asTheOperator(namespace: string, cluster: string): Promise<void> {
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/basic-auth',
      metadata: { name: `${cluster}-app`, namespace },
      stringData: { username: 'mechanicbuddy', password: 'as-the-operator-makes-it' },
    },
    {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Backup',
      metadata: { name: `${cluster}-20260101020000`, namespace },
      spec: {
        cluster: { name: cluster },
        method: 'plugin',
        pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
      },
    },
  ];
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const { code, stderr } = await kubectl(['apply', '--server-side', '-f', '-'], text);
  expect([code, stderr]).toEqual([0, '']);
}

const REBUILT = 'steady-wheels';

/**
 * Deletes a namespace as the charts’ manual does. Self-heal then depends on timing. If it starts after the namespace is
 * deleted, it creates the tenant again. If it starts during the deletion, its list of objects lacks the namespace, and it
 * retries for ever until somebody creates the namespace.
 */
async function deleteAndCreate(): Promise<string> {
  const namespace = ['namespace', 'default', `tenant-${REBUILT}`] as const;
  const before = await value(...namespace, '{.metadata.uid}');
  const after = async () => {
    const uid = await value(...namespace, '{.metadata.uid}');
    if (uid !== '' && uid !== before) return 'made by Argo CD';
    return value(
      'application',
      'argocd',
      `mechanicbuddy-platform-tenant-${REBUILT}`,
      '{.status.operationState.message}',
    );
  };
  await typed('kubectl delete namespace tenant-{id}', REBUILT);
  const stuck = `namespaces "tenant-${REBUILT}" not found`;
  const answer = await until(120, after, (text) => text === 'made by Argo CD' || text.includes(stuck));
  if (answer === 'made by Argo CD') return answer;
  await typed('kubectl create namespace tenant-{id}', REBUILT);
  return 'made by hand';
}

/** Whether a Job that was created before its service account waits for it, and the sync waits for the Job. */
async function isWaiting(): Promise<boolean> {
  const failed = ['--field-selector', 'reason=FailedCreate', '-n', `tenant-${REBUILT}`] as const;
  const { stdout } = await kubectl(['get', 'events', ...failed]);
  const path = '{.status.operationState.phase} {.status.operationState.message}';
  const sync = await value('application', 'argocd', `mechanicbuddy-platform-tenant-${REBUILT}`, path);
  return stdout.includes('serviceaccount') && sync.startsWith('Running') && sync.includes('batch/Job/');
}

/** Ends sync and Job as docs/from-helm.md says. */
async function endBoth(): Promise<void> {
  const ending = '{"status":{"operationState":{"phase":"Terminating"}}}';
  await typed(
    `kubectl patch application mechanicbuddy-platform-tenant-{id} -n argocd --type merge -p '${ending}'`,
    REBUILT,
  );
  await typed('kubectl delete job db-migration -n tenant-{id} --ignore-not-found', REBUILT);
}

async function untilRebuilt(): Promise<void> {
  const name = `mechanicbuddy-platform-tenant-${REBUILT}`;
  const isThere = () => value('application', 'argocd', name, '{.status.sync.status} {.status.health.status}');
  const outcome = await until(
    100,
    async () => ((await isThere()) === 'Synced Healthy' ? 'there' : (await isWaiting()) ? 'waits' : ''),
    (text) => text !== '',
  );
  if (outcome === 'waits') await endBoth();
  await untilApplication(name, revision('HEAD'));
}

/** It takes a while; the commands run at the same time. */
let rebuilt: Promise<string>;

beforeAll(async () => {
  rebuilt = deleteAndCreate().catch(String);
  await asTheOperator('tenant-acme', 'tenant-acme-postgresql');
  await asTheOperator('mechanicbuddy-system', 'mechanicbuddy-system-postgresql');
});

describe('the commands of the charts’ manual, as written', () => {
  const runnable = MANUAL_COMMANDS.flatMap((each) => ('finds' in each ? [each] : []));
  for (const { command, typedHere, finds, misses } of runnable) {
    it(command, async () => {
      const stdout = await typed(typedHere ?? command);
      for (const wanted of finds) expect(stdout).toMatch(wanted);
      if (misses !== undefined) expect(stdout).not.toMatch(misses);
    });
  }

  const left = MANUAL_COMMANDS.flatMap((each) => ('leftOut' in each ? [each] : []));
  for (const { command, leftOut } of left) it.skip(`${command}: ${leftOut}`, () => undefined);

  it.skipIf(!existsSync(MANUAL))('are all of the manual', () => {
    const blocks = [...readFileSync(MANUAL, 'utf8').matchAll(/^```bash\n(.*?)^```/gms)].map(
      ([, text = '']) => text,
    );
    const lines = blocks.flatMap((text) => text.replace(/ *\\\n */g, ' ').split('\n'));
    const commands = lines
      .filter((line) => line.includes('kubectl') && !line.startsWith('#'))
      .map((line) => line.replace(/ +# .*$/, '').trim());
    const known = MANUAL_COMMANDS.map(({ command }) => command.replace(' && echo $TENANTS', ''));
    expect(commands.length).toBeGreaterThan(50);
    for (const command of commands) expect(known).toContain(command);
  });
});

describe('the manual’s commands that change what Git says', () => {
  const FREE_TIER = 'mechanicbuddy-platform-free-tier';
  const patch = (name: string) =>
    `kubectl patch application ${FREE_TIER} -n argocd --type merge -p '{"spec":{"source":{"targetRevision":"${name}"}}}'`;

  it('a forced sync is run by Argo CD for its requester', async () => {
    const done = '{.status.operationState.operation.initiatedBy.username} {.status.operationState.phase}';
    await until(
      60,
      () => value('application', 'argocd', FREE_TIER, done),
      (text) => text === 'admin Succeeded',
    );
  });

  it('a rollback by targetRevision lasts until the same command sets the branch again', async () => {
    const previous = revision('HEAD~1');
    expect(await typed(patch(previous))).toContain('patched');
    await untilApplication(FREE_TIER, previous);
    await refresh('mechanicbuddy-platform');
    expect(await value('application', 'argocd', FREE_TIER, '{.spec.source.targetRevision}')).toBe(previous);
    await typed(patch('main'));
    await untilApplication(FREE_TIER, revision('HEAD'));
  });

  it('kubectl rollout undo is reverted by Argo CD: Git decides which release runs', async () => {
    expect(await typed('kubectl rollout undo deployment/api -n tenant-{id}')).toContain('rolled back');
    const image = () =>
      value('deployment', 'tenant-acme', 'api', '{.spec.template.spec.containers[0].image}');
    await until(90, image, (text) => text === 'ghcr.io/mechanicbuddy/mechanicbuddy-api:1.2.3');
    await untilApplication('mechanicbuddy-platform-tenant-acme', revision('HEAD'));
  });

  it('kubectl delete namespace deletes; Argo CD creates it again, or does so after kubectl create namespace', async () => {
    const made = await rebuilt;
    expect(['made by Argo CD', 'made by hand']).toContain(made);
    console.info(`the namespace was ${made}`);
    await untilRebuilt();
    const labels = await value('namespace', 'default', `tenant-${REBUILT}`, '{.metadata.labels}');
    expect(JSON.parse(labels)).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  });
});
