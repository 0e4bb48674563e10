import type { Command } from 'commander';
import type { CommandOptions } from './commands/cost.ts';
import type { CommonOptions } from './fleet.ts';
import { common, type Done, examples, wholeNumber } from './options.ts';
import type { Terminal } from './terminal.ts';

/** Commands that look at the fleet as a whole. */
export function addFleetLooks(program: Command, terminal: Terminal, done: Done): void {
  common(program.command('capacity'))
    .description(
      'add up what the fleet takes: CPU, memory, storage, connections; and what one more tenant would',
    )
    .addHelpText('after', examples('capacity', 'capacity --json'))
    .action(async (options: CommonOptions) =>
      done(await (await import('./commands/capacity.ts')).capacity(options, terminal)),
    );
  common(program.command('cost'))
    .description('what the fleet costs in a month at the prices in platform.yaml, beside what tenants pay')
    .option(
      '-l, --selector <selection>',
      'only these tenants, in kubectl’s label syntax over id tier status channel version cluster',
    )
    .option('--worst <number>', 'how many of the lowest margins are listed (default: 10)', wholeNumber)
    .addHelpText('after', examples('cost', 'cost -l tier=professional --worst 50', 'cost --json'))
    .action(async (options: CommandOptions) =>
      done(await (await import('./commands/cost.ts')).cost(options, terminal)),
    );
}
