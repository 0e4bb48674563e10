import { type Amounts, costOf, type FleetCost } from '../../capacity/cost.ts';
import { defined } from '../../records/defined.ts';
import { EXIT } from '../exit.ts';
import { amount, number } from '../figures.ts';
import { type CommonOptions, loadFleet } from '../fleet.ts';
import { measure } from '../measuring.ts';
import { readSelection, reportUnknown } from '../selecting.ts';
import { json, type Terminal, table } from '../terminal.ts';

export interface CostCommandOptions extends CommonOptions {
  readonly selector?: string;
  readonly worst: number;
}

/** `cost`: shows what the fleet, or the selected tenants, cost per month, and what they pay. */
export async function cost(options: CostCommandOptions, terminal: Terminal): Promise<number> {
  const selection = readSelection(options.selector, terminal);
  if (selection === undefined) return EXIT.usage;
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  reportUnknown(selection, loaded.fleet.records, terminal);
  const usage = await measure(loaded.fleet);
  const matches = options.selector === undefined ? undefined : selection.matches;
  const found = costOf(loaded.fleet, usage, { worst: options.worst, ...defined({ matches }) });
  terminal.stdout(options.json ? json(found) : costTables(found, options.selector));
  return EXIT.done;
}

function costTables(found: FleetCost, selector: string | undefined): string {
  const { worst } = found;
  return [
    partsTable(found, selector === undefined ? 'in all' : 'selected'),
    `per month in ${found.currency}, at the prices in platform.yaml: requested CPU and memory, and volumes, but not backups\n`,
    ...(worst.length === 0 ? [] : [worstTable(found)]),
  ].join('\n');
}

const HEADINGS = ['COST', 'REVENUE', 'MARGIN'];

const NOTES: Readonly<Record<string, string>> = {
  shared: 'shared (no tenants)',
  free: 'free (share of the shared instance)',
  demo: 'demo (share of the shared instance)',
};

function partsTable({ parts, total }: FleetCost, whole: string): string {
  const rows = parts.map(({ name, tenants, ...sums }) => [
    NOTES[name] ?? name,
    name === 'system' || name === 'shared' ? '' : number(tenants),
    ...amountCells(sums),
  ]);
  const all = [whole, number(total.tenants), ...amountCells(total)];
  return table(['TIER', 'TENANTS', ...HEADINGS], [...rows, all], 1);
}

function worstTable({ worst }: FleetCost): string {
  const rows = worst.map(({ id, tier, status, mechanics, ...sums }) => [
    id,
    tier,
    status,
    number(mechanics),
    ...amountCells(sums),
  ]);
  return table(['LOWEST MARGINS', 'TIER', 'STATUS', 'MECHANICS', ...HEADINGS], rows, 3);
}

function amountCells({ cost: costs, revenue, margin }: Amounts): string[] {
  return [costs, revenue, margin].map(amount);
}
