import type { Command } from 'commander';
import type { CapacityOptions } from './commands/capacity.ts';
import type { CommandOptions } from './commands/cost.ts';
import { common, type Done, examples, wholeNumber } from './options.ts';
import type { Terminal } from './terminal.ts';

const SELECTED = 'only these tenants, in kubectl’s label syntax over id tier status channel version cluster';

/** Commands that look at the fleet as a whole. */
export function addFleetLooks(program: Command, terminal: Terminal, done: Done): void {
  common(program.command('capacity'))
    .description(
      'add up what the fleet takes: CPU, memory, storage, connections; and what one more tenant would',
    )
    .option('-l, --selector <selection>', SELECTED)
    .addHelpText('after', examples('capacity', 'capacity -l tier=enterprise', 'capacity --json'))
    .action(async (options: CapacityOptions) =>
      done(await (await import('./commands/capacity.ts')).capacity(options, terminal)),
    );
  common(program.command('cost'))
    .description('what the fleet costs in a month at the prices in platform.yaml, beside what tenants pay')
    .option('-l, --selector <selection>', SELECTED)
    .option('--worst <number>', 'how many of the lowest margins are listed (default: 10)', wholeNumber)
    .addHelpText('after', examples('cost', 'cost -l tier=professional --worst 50', 'cost --json'))
    .action(async (options: CommandOptions) =>
      done(await (await import('./commands/cost.ts')).cost(options, terminal)),
    );
}
