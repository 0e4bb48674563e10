import { type Command, InvalidArgumentError } from 'commander';
import type { SetOptions } from './commands/tenant-set.ts';
import type { CommonOptions } from './fleet.ts';
import { common, type Done, examples, SELECTION, writing } from './options.ts';
import type { RingOptions } from './ring-report.ts';
import type { Terminal } from './terminal.ts';

/** Adds the group `release`. */
export function addRelease(program: Command, terminal: Terminal, done: Done): void {
  const release = common(program.command('release').description('releases, and the rings that run them'), {
    isGroup: true,
  });
  addReports(release, terminal, done);
  addRings(release, terminal, done);
  addPins(release, terminal, done);
}

function addReports(release: Command, terminal: Terminal, done: Done): void {
  common(release.command('list'))
    .description('list the releases and where each runs')
    .addHelpText('after', examples('release list'))
    .action(async (options: CommonOptions) =>
      done(await (await import('./commands/release-list.ts')).releaseList(options, terminal)),
    );
  common(release.command('show'))
    .description('show a release’s images with their digests, and the tenants that run it')
    .argument('<version>', 'a release of platform.yaml')
    .addHelpText('after', examples('release show v1.2.3'))
    .action(async (version: string, options: CommonOptions) =>
      done(await (await import('./commands/release-list.ts')).releaseShow(version, options, terminal)),
    );
}

const RING = 'a channel of platform.yaml, or free-tier or system';

function addRings(release: Command, terminal: Terminal, done: Done): void {
  writing(common(release.command('promote')))
    .description('move a ring, or a share of its tenants, to a release')
    .argument('<version>', 'a release of platform.yaml')
    .argument('<ring>', RING)
    .option('--percent <number>', 'only this percentage of the ring’s tenants, 1 to 99', percentage)
    .addHelpText(
      'after',
      examples('release promote v1.3.0 canary', 'release promote v1.3.0 stable --percent 25 --plan'),
    )
    .action(async (version: string, ring: string, options: RingOptions) =>
      done(
        await (await import('./commands/release-ring.ts')).releasePromote(version, ring, options, terminal),
      ),
    );
  writing(common(release.command('rollback')))
    .description('return a ring to its previous release; cancels a promotion in progress')
    .argument('<ring>', RING)
    .addHelpText('after', examples('release rollback stable'))
    .action(async (ring: string, options: RingOptions) =>
      done(await (await import('./commands/release-ring.ts')).releaseRollback(ring, options, terminal)),
    );
}

function addPins(release: Command, terminal: Terminal, done: Done): void {
  const selector = `the tenants, ${SELECTION}`;
  writing(common(release.command('pin')))
    .description('pin the selected tenants to a release, whatever their channel runs')
    .argument('<version>', 'a release of platform.yaml')
    .requiredOption('-l, --selector <selection>', selector)
    .addHelpText('after', examples("release pin v1.2.2 -l 'id in (acme,bigshop)'"))
    .action(async (version: string, options: SetOptions) =>
      done(await (await import('./commands/tenant-set.ts')).releasePin(version, options, terminal)),
    );
  writing(common(release.command('unpin')))
    .description('unpin the selected tenants, so that they follow a channel again')
    .requiredOption('-l, --selector <selection>', selector)
    .option(
      '--channel <channel>',
      'the channel to follow (default: the record’s, otherwise by share, otherwise stable)',
    )
    .addHelpText('after', examples('release unpin -l version=v1.2.2'))
    .action(async (options: SetOptions & { readonly channel?: string }) =>
      done(await (await import('./commands/tenant-set.ts')).releaseUnpin(options, terminal)),
    );
}

function percentage(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 1 to 99.');
  return Number(text);
}
