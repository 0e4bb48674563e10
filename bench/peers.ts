// Compares this project with its peers, Helm and plain cdk8s. Usage: npm run bench:peers [-- TENANTS [ROUNDS]]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Spent } from './measure.ts';
import { bundleCdk8s } from './peers/bundle.ts';
import { buildHelm } from './peers/helm.ts';
import { report } from './peers/report.ts';
import { check, oursOf, planRuns, type Run, run } from './peers/runs.ts';

const [count = 1000, rounds = 3] = process.argv.slice(2).map(Number);
const BUILT = join(import.meta.dirname, '../.local/bench-peers');

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

/** Checks before the measurement that every program renders the same objects for each tenant of its first fleet. */
function checkAll(runs: readonly Run[]): void {
  const checked = new Set<string>();
  for (const peer of runs) {
    const ours = oursOf(runs, peer);
    if (peer !== ours && checked.has(peer.program.name)) continue;
    run(peer);
    checked.add(peer.program.name);
    if (peer === ours) continue;
    check(peer, ours);
    const objects = peer.program.isPart ? 'each object' : 'all objects';
    say(`${peer.program.name}: ${objects} of ${peer.fleet.count} tenants as ours`);
  }
}

/** Runs all programs in turns. The shortest time counts, because other load can only add to it, and the largest memory. */
function measureAll(runs: readonly Run[]): Map<Run, Spent> {
  const spent = new Map<Run, Spent>();
  for (let round = 1; round <= rounds; round++) {
    say(`round ${round} of ${rounds}`);
    for (const each of runs) {
      const now = run(each);
      const before = spent.get(each) ?? now;
      spent.set(each, {
        cpu: Math.min(before.cpu, now.cpu),
        clock: Math.min(before.clock, now.clock),
        memory: Math.max(before.memory, now.memory),
      });
    }
  }
  return spent;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-peers-'));
try {
  say('building Helm');
  const helm = buildHelm(BUILT);
  if (helm.kind === 'skipped') say(`Helm is skipped: ${helm.why}`);
  const runs = await planRuns(count, helm, await bundleCdk8s(folder), folder);
  checkAll(runs);
  const spent = measureAll(runs);
  process.stdout.write(
    `${report(spent, helm)}\nThe least CPU and clock of ${rounds} rounds, the most memory.\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
