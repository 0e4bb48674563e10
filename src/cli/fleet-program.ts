import type { Command } from 'commander';
import type { CapacityOptions } from './commands/capacity.ts';
import type { CostCommandOptions } from './commands/cost.ts';
import { common, type Done, examples, SELECTION, wholeNumber } from './options.ts';
import type { Terminal } from './terminal.ts';

const SELECTED = `only these tenants, ${SELECTION}`;

/** Adds the commands that report on the whole fleet. */
export function addFleetReports(program: Command, terminal: Terminal, done: Done): void {
  common(program.command('capacity'))
    .description(
      'show the CPU, memory, storage and connections that the fleet needs, and what one more tenant would need',
    )
    .option('-l, --selector <selection>', SELECTED)
    .addHelpText('after', examples('capacity', 'capacity -l tier=enterprise', 'capacity --json'))
    .action(async (options: CapacityOptions) =>
      done(await (await import('./commands/capacity.ts')).capacity(options, terminal)),
    );
  common(program.command('cost'))
    .description('show what the fleet costs per month at the prices in platform.yaml, and what tenants pay')
    .option('-l, --selector <selection>', SELECTED)
    .option('--worst <number>', 'how many of the lowest margins to list (default: 10)', wholeNumber)
    .addHelpText('after', examples('cost', 'cost -l tier=professional --worst 50', 'cost --json'))
    .action(async (options: CostCommandOptions) =>
      done(await (await import('./commands/cost.ts')).cost(options, terminal)),
    );
}
