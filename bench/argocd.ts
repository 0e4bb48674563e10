// Argo CD with a large fleet, on the cluster that KUBECONFIG names.
// Usage: npm run bench:argocd [-- TENANTS] [--sync] [--webhook] [--quiet SECONDS]
//   --sync     syncs the tenants and waits for them; without it Argo CD compares them and applies nothing
//   --webhook  refreshes the Applications after each commit like a push webhook; without it polling finds the commit
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { serveRepository } from '../test/cluster/git-repository.ts';
import { startSecretStoreStandIn } from '../test/cluster/stand-in.ts';
import { followApplications } from './argocd/applications.ts';
import { makeFleet } from './argocd/fleet.ts';
import { applyProjects, cleanUp, readVersion, refuseUsedCluster } from './argocd/installation.ts';
import type { Step } from './argocd/measure.ts';
import { findProcesses } from './argocd/processes.ts';
import { settings } from './argocd/settings.ts';
import { annotate, type Bench, commits, quiet, start } from './argocd/steps.ts';
import { cpuTable, memoryTable, stepTable } from './argocd/tables.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sync: { type: 'boolean', default: false },
    webhook: { type: 'boolean', default: false },
    quiet: { type: 'string', default: '120' },
  },
});
const count = Number(positionals[0] ?? 1000);
const { sync: isAutomated, webhook: hasWebhook } = values;
const host = process.env['GIT_HOST'];

/** Argo CD reports a hibernated Cluster as Suspended, never as Healthy. */
const DONE = isAutomated ? /^Synced (Healthy|Suspended) Succeeded/ : /^(OutOfSync|Synced)/;

async function run(bench: Bench): Promise<void> {
  const revision = bench.fleet.commit('the fleet');
  await applyProjects(bench.fleet);
  const plain = [await start(bench, revision), await quiet(bench)];
  plain.push(...(await commits(bench, false, '60Gi', 'v1.3.0')), await quiet(bench));
  print('as rendered: without manifest-generate-paths', plain);
  const annotated = [await annotate(bench)];
  annotated.push(...(await commits(bench, true, '70Gi', 'v1.2.3')), await quiet(bench));
  print('with manifest-generate-paths: .', annotated);
}

function print(title: string, steps: readonly Step[]): void {
  const tables = [stepTable(steps), cpuTable(steps), memoryTable(steps)];
  process.stdout.write(`\n${title}\n\n${tables.join('\n')}`);
}

async function printHead({ watcher }: Bench): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const version = await readVersion(watcher.processes.get('repo-server')?.program);
  const how = `${isAutomated ? 'synced' : 'compared, not applied'}, ${hasWebhook ? 'refreshed as by a webhook' : 'found by polling'}`;
  process.stdout.write(`${new Date().toISOString().slice(0, 10)}, ${machine}, ${version}\n`);
  process.stdout.write(`${count} paid tenants, ${how}; ${settings(watcher.processes)}\n`);
}

await refuseUsedCluster();
const fleet = await makeFleet(count, 2, host);
const ends = [
  isAutomated ? startSecretStoreStandIn() : () => undefined,
  host === undefined ? () => undefined : serveRepository(fleet.place),
];
const watcher = {
  followed: followApplications(),
  processes: findProcesses(),
  isDone: (state: string) => DONE.test(state),
};
const bench = { watcher, fleet, isAutomated, hasWebhook, quietSeconds: Number(values.quiet) };
try {
  await printHead(bench);
  await run(bench);
} finally {
  watcher.followed.end();
  await cleanUp(fleet, isAutomated ? fleet.ids : []);
  for (const end of ends) end();
  fleet.remove();
}
