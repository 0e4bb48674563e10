// One measurement in a process of its own, so that memory is its own too. In: how many tenants. Out: JSON.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyChanges, readFiles } from '../src/files/disk.ts';
import { compareFiles } from '../src/files/file-set.ts';
import { parseFleet } from '../src/platform/fleet.ts';
import { generateFleet } from './fleet.ts';

const count = Number(process.argv[2]);
const root = await mkdtemp(join(tmpdir(), 'bench-'));
await applyChanges(
  root,
  compareFiles(new Map(), generateFleet(count, 1, { paidOnly: process.argv[3] === 'paid' })),
);

/** CPU seconds of this process, in all of its threads, and seconds on the clock. */
const lap = () => ({
  cpu: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
  wall: performance.now() / 1e3,
});
const laps = [lap()];
const fleet = parseFleet(await readFiles(root, ['platform.yaml', 'tenants']));
if (fleet.kind === 'problems') throw new Error(JSON.stringify(fleet.problems[0]));
laps.push(lap());
const { renderFleet } = await import('../src/synth/render.ts');
const files = renderFleet(fleet, { generator: 'bench' });
laps.push(lap());
const changes = compareFiles(await readFiles(root, ['dist', 'argocd', 'schemas']), files);
await applyChanges(root, changes);
laps.push(lap());
const spent = (from: number, to: number, clock: 'cpu' | 'wall') =>
  (laps[to]?.[clock] ?? 0) - (laps[from]?.[clock] ?? 0);
const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const objects = [...files].reduce(
  (sum, [path, text]) => sum + (path.endsWith('.yaml') ? text.split('\nkind: ').length - 1 : 0),
  0,
);
await rm(root, { recursive: true });
console.log(
  JSON.stringify({
    read: spent(0, 1, 'cpu'),
    render: spent(1, 2, 'cpu'),
    write: spent(2, 3, 'cpu'),
    cpu: spent(0, 3, 'cpu'),
    wall: spent(0, 3, 'wall'),
    memory: process.resourceUsage().maxRSS / 1024,
    files: files.size,
    objects,
    bytes,
  }),
);
