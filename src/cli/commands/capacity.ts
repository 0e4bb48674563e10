import { capacityOf, type FleetCapacity, type Totals } from '../../capacity/capacity.ts';
import type { Load } from '../../capacity/load.ts';
import { EXIT } from '../exit.ts';
import { gib, number, vcpu } from '../figures.ts';
import { type CommonOptions, loadFleet } from '../fleet.ts';
import { measure } from '../measuring.ts';
import { readSelection, reportUnknown } from '../selecting.ts';
import { json, type Terminal, table } from '../terminal.ts';

export interface CapacityOptions extends CommonOptions {
  readonly selector?: string;
}

/** `capacity`: shows what the fleet, or the selected tenants, need, and what one more tenant would need. */
export async function capacity(options: CapacityOptions, terminal: Terminal): Promise<number> {
  const selection = readSelection(options.selector, terminal);
  if (selection === undefined) return EXIT.usage;
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  reportUnknown(selection, loaded.fleet.records, terminal);
  const isAll = options.selector === undefined;
  const usage = await measure(loaded.fleet);
  const found = capacityOf(loaded.fleet, usage, isAll ? undefined : selection.matches);
  terminal.stdout(options.json ? json(found) : capacityText(found, isAll));
  return EXIT.done;
}

const partName = (name: string): string => (name === 'shared' ? 'shared (free, demo)' : name);

const POD_HEADINGS = ['PODS', 'VCPU', 'LIMIT', 'MEMORY GIB', 'LIMIT'];
const TOTAL_HEADINGS = [...POD_HEADINGS, 'STORAGE GIB', 'VOLUMES', 'CONNECTIONS'];

function capacityText(found: FleetCapacity, isAll: boolean): string {
  const { freeTier, clusters } = found;
  const whole = isAll ? 'in all' : 'selected';
  const blocks = [
    partsTable(found, whole),
    'connections: the maximum that programs open / that the databases in the row accept; the shared instance uses the system’s database\n',
    momentsTable(found.total, whole),
    ...(clusters.length > 1 ? [clustersTable(found)] : []),
    nodePoolsTable(found),
    moreTable(found, whole),
    ...(isAll ? [oneMoreTable(found)] : []),
    `free tier: ${number(freeTier.taken)} of ${number(freeTier.places)} places taken, ${number(freeTier.left)} free\n`,
  ];
  return blocks.join('\n');
}

function partsTable({ parts, total }: FleetCapacity, whole: string): string {
  const rows = parts.map(({ name, tenants, ...part }) => [
    partName(name),
    name === 'system' ? '' : number(tenants),
    ...totalCells(part),
  ]);
  const all = [whole, number(total.tenants), ...totalCells(total)];
  return table(['RUNNING NOW', 'TENANTS', ...TOTAL_HEADINGS], [...rows, all], 1);
}

/** The load of the fleet at different moments. */
function momentsTable({ now, atMost, rollout, atTimes }: Totals, whole: string): string {
  const rows = [
    ['running now', ...podCells(now)],
    ['autoscalers at their maximum', ...podCells(atMost)],
    ['+ a rolling update of everything', ...podCells(rollout)],
    ['+ all Jobs, calls and solvers', ...podCells(atTimes)],
  ];
  return table([whole.toUpperCase(), ...POD_HEADINGS], rows, 1);
}

function clustersTable({ clusters }: FleetCapacity): string {
  const rows = clusters.map(({ name, ...cluster }) => [name, ...totalCells(cluster)]);
  return table(['CLUSTER', ...TOTAL_HEADINGS], rows, 1);
}

function nodePoolsTable({ nodePools }: FleetCapacity): string {
  const rows = nodePools.map(({ cluster, nodePool, ...pool }) => [cluster, nodePool, ...totalCells(pool)]);
  return table(['CLUSTER', 'NODE POOL', ...TOTAL_HEADINGS], rows, 2);
}

/** What autoscalers and rolling updates can add, by tier and by the cluster and node pool where it has to fit. */
function moreTable({ parts, clusters, nodePools, total }: FleetCapacity, whole: string): string {
  const places = [
    ...parts.map((part) => ({ ...part, name: partName(part.name) })),
    { ...total, name: whole },
    ...(clusters.length > 1 ? clusters.map((of) => ({ ...of, name: `cluster ${of.name}` })) : []),
    ...(nodePools.length > clusters.length
      ? nodePools.map((of) => ({ ...of, name: `${of.cluster}: ${of.nodePool}` }))
      : []),
  ];
  const rows = places.map(({ name, atMost, rollout }) => [
    name,
    ...requestCells(atMost),
    ...requestCells(rollout),
  ]);
  const headings = ['PODS AT MOST', 'VCPU', 'GIB', '+ PODS ROLLING', 'VCPU', 'GIB'];
  return table(['MORE AT TIMES', ...headings], rows, 1);
}

function requestCells({ pods, requests }: Load): string[] {
  return [number(pods), vcpu(requests.cpuMillicores), gib(requests.memoryMiB)];
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
