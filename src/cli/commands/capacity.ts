import { capacityOf, type FleetCapacity, type Part, type Totals } from '../../capacity/capacity.ts';
import type { Load } from '../../capacity/load.ts';
import { EXIT } from '../exit.ts';
import { gib, number, vcpu } from '../figures.ts';
import { type CommonOptions, loadFleet } from '../fleet.ts';
import { measure } from '../measuring.ts';
import { json, type Terminal, table } from '../terminal.ts';

/** `capacity`: what the fleet takes of its clusters, and what one more tenant would. */
export async function capacity(options: CommonOptions, terminal: Terminal): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const found = capacityOf(loaded.fleet, await measure(loaded.fleet, terminal));
  terminal.stdout(options.json ? json(found) : capacityText(found));
  return EXIT.done;
}

const NAMES: { readonly [part in Part]: string } = {
  system: 'system',
  shared: 'shared (free, demo)',
  professional: 'professional',
  enterprise: 'enterprise',
};

const POD_HEADINGS = ['PODS', 'VCPU', 'LIMIT', 'MEMORY GIB', 'LIMIT'];
const TOTAL_HEADINGS = [...POD_HEADINGS, 'STORAGE GIB', 'VOLUMES', 'CONNECTIONS'];

function capacityText(found: FleetCapacity): string {
  const { freeTier, clusters } = found;
  const blocks = [
    partsTable(found),
    'connections: what programs can open at most / what the databases of that line accept; the shared instance uses the system’s\n',
    momentsTable(found.total),
    ...(clusters.length > 1 ? [clustersTable(found)] : []),
    nodePoolsTable(found),
    oneMoreTable(found),
    `free tier: ${number(freeTier.taken)} of ${number(freeTier.places)} places taken, ${number(freeTier.left)} left\n`,
  ];
  return blocks.join('\n');
}

function partsTable({ parts, total }: FleetCapacity): string {
  const rows = parts.map(({ name, tenants, ...part }) => [
    NAMES[name],
    name === 'system' ? '' : number(tenants),
    ...totalCells(part),
  ]);
  const all = ['in all', number(total.tenants), ...totalCells(total)];
  return table(['RUNNING NOW', 'TENANTS', ...TOTAL_HEADINGS], [...rows, all], 1);
}

/** The same fleet at other moments. */
function momentsTable({ now, atMost, rollout, atTimes }: Totals): string {
  const rows = [
    ['running now', ...podCells(now)],
    ['autoscalers at their maximum', ...podCells(atMost)],
    ['+ a rolling update of everything', ...podCells(rollout)],
    ['+ all Jobs, calls and solvers', ...podCells(atTimes)],
  ];
  return table(['IN ALL', ...POD_HEADINGS], rows, 1);
}

function clustersTable({ clusters }: FleetCapacity): string {
  const rows = clusters.map(({ name, ...cluster }) => [name, ...totalCells(cluster)]);
  return table(['CLUSTER', ...TOTAL_HEADINGS], rows, 1);
}

function nodePoolsTable({ nodePools }: FleetCapacity): string {
  const rows = nodePools.map(({ cluster, nodePool, now, atMost, rollout }) => [
    cluster,
    nodePool,
    ...podCells(now),
    vcpu(atMost.requests.cpuMillicores),
    gib(atMost.requests.memoryMiB),
    vcpu(rollout.requests.cpuMillicores),
    gib(rollout.requests.memoryMiB),
  ]);
  const others = ['VCPU AT MOST', 'GIB AT MOST', '+ VCPU ROLLING', '+ GIB ROLLING'];
  return table(['CLUSTER', 'NODE POOL', ...POD_HEADINGS, ...others], rows, 2);
}

function oneMoreTable({ oneMore }: FleetCapacity): string {
  const rows = oneMore.map(({ tier, ...more }) => [tier, ...totalCells(more)]);
  return table(['ONE MORE TENANT', ...TOTAL_HEADINGS], rows, 1);
}

function totalCells({ now, storageMiB, volumes, connections }: Totals): string[] {
  const { opens, accepts } = connections;
  return [
    ...podCells(now),
    gib(storageMiB),
    number(volumes),
    `${number(opens)} / ${accepts === 0 ? '–' : number(accepts)}`,
  ];
}

function podCells({ pods, requests, limits }: Load): string[] {
  return [
    number(pods),
    vcpu(requests.cpuMillicores),
    vcpu(limits.cpuMillicores),
    gib(requests.memoryMiB),
    gib(limits.memoryMiB),
  ];
}
