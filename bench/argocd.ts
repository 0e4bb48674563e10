// Argo CD with a large fleet, on the cluster that KUBECONFIG names.
// Usage: npm run bench:argocd [-- TENANTS] [--sync] [--webhook] [--quiet SECONDS]
//   --sync     tenants are synced as rendered and waited for; without it Argo CD compares them and applies nothing
//   --webhook  each commit is told as a push webhook tells it, instead of being found by polling
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { serveRepository } from '../test/cluster/git-repository.ts';
import { startSecretStoreStandIn } from '../test/cluster/stand-in.ts';
import { followApplications } from './argocd/applications.ts';
import { type Fleet, makeFleet } from './argocd/fleet.ts';
import { applyProjects, applySet, cleanUp, readVersion, refuseUsedCluster } from './argocd/installation.ts';
import { findProcesses } from './argocd/processes.ts';
import { measure, measureCommit, type Step, type Watcher } from './argocd/steps.ts';
import { cpuTable, memoryTable, settings, stepTable } from './argocd/tables.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sync: { type: 'boolean', default: false },
    webhook: { type: 'boolean', default: false },
    quiet: { type: 'string', default: '120' },
  },
});
const count = Number(positionals[0] ?? 1000);
const isAutomated = values.sync;
const host = process.env['GIT_HOST'];

/** From the apply to all Applications, then to all of them compared (or synced). */
function start(watcher: Watcher, fleet: Fleet, revision: string): Promise<Step> {
  const { states } = watcher.followed;
  const isDone = isAutomated ? /^Synced (Healthy|Suspended) Succeeded/ : /^(OutOfSync|Synced)/;
  const done = () =>
    [...states.values()].filter((one) => one.revision === revision && isDone.test(one.state));
  const act = async () => {
    fleet.push();
    await applySet(fleet, { isAutomated, hasPaths: false });
  };
  const wait = { first: () => states.size >= count, all: () => done().length >= count, limit: 1800 };
  return measure(watcher, 'apply', act, () => wait);
}

function quiet(watcher: Watcher): Promise<Step> {
  const seconds = Number(values.quiet);
  const wait = (begin: number) => ({ all: () => Date.now() - begin >= seconds * 1000, limit: seconds });
  return measure(watcher, 'nothing changes', () => Promise.resolve(), wait);
}

/** Gives every Application the annotation. */
function annotate(watcher: Watcher, fleet: Fleet): Promise<Step> {
  const { states } = watcher.followed;
  const wait = { all: () => [...states.values()].every(({ state }) => state.endsWith(' .')), limit: 300 };
  const act = () => applySet(fleet, { isAutomated, hasPaths: true });
  return measure(watcher, 'annotation added', act, () => wait);
}

/** What an operator commits. In: the storage and the version that are not there yet, so that each is a change. */
async function commits(watcher: Watcher, fleet: Fleet, hasPaths: boolean, size: string, version: string) {
  const { push } = fleet;
  const told = { hasWebhook: values.webhook, hasPaths };
  const steps: Step[] = [];
  const add = async (what: string, ids: readonly string[]) => {
    steps.push(await measureCommit(watcher, { what, ids, revision: fleet.commit(what), push }, told));
  };
  fleet.setStorage(fleet.ids[0] ?? '', size);
  await add("one tenant's storage", fleet.ids.slice(0, 1));
  await add('one new tenant', [fleet.signUp()]);
  fleet.release(version);
  await add(`a release for ${fleet.early.length}`, fleet.early);
  return steps;
}

async function run(watcher: Watcher, fleet: Fleet): Promise<void> {
  const revision = fleet.commit('the fleet');
  await applyProjects(fleet);
  const plain = [
    await start(watcher, fleet, revision),
    await quiet(watcher),
    ...(await commits(watcher, fleet, false, '60Gi', 'v1.3.0')),
    await quiet(watcher),
  ];
  print('as rendered: without manifest-generate-paths', plain);
  const annotated = [
    await annotate(watcher, fleet),
    ...(await commits(watcher, fleet, true, '70Gi', 'v1.2.3')),
    await quiet(watcher),
  ];
  print('with manifest-generate-paths: .', annotated);
}

function print(title: string, steps: readonly Step[]): void {
  const tables = [stepTable(steps), cpuTable(steps), memoryTable(steps)];
  process.stdout.write(`\n${title}\n\n${tables.join('\n')}`);
}

async function printHead(watcher: Watcher): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const version = await readVersion(watcher.processes.get('repo-server')?.program);
  const how = `${isAutomated ? 'synced' : 'compared, not applied'}, ${values.webhook ? 'told as by a webhook' : 'found by polling'}`;
  process.stdout.write(`${new Date().toISOString().slice(0, 10)}, ${machine}, ${version}\n`);
  process.stdout.write(`${count} paid tenants, ${how}; ${settings(watcher.processes)}\n`);
}

await refuseUsedCluster();
const fleet = await makeFleet(count, 2, host);
const ends = [
  isAutomated ? startSecretStoreStandIn() : () => undefined,
  host === undefined ? () => undefined : serveRepository(fleet.place),
];
const watcher = { followed: followApplications(), processes: findProcesses() };
try {
  await printHead(watcher);
  await run(watcher, fleet);
} finally {
  watcher.followed.end();
  await cleanUp(fleet, isAutomated ? fleet.ids : []);
  for (const end of ends) end();
  fleet.remove();
}
