import { type Command, InvalidArgumentError } from 'commander';
import { parseServer } from '../dns/server.ts';
import { RESOLVERS } from './choices.ts';
import type { DomainOptions } from './commands/tenant-domain.ts';
import { collect, common, type Done, examples, writing } from './options.ts';
import type { Terminal } from './terminal.ts';

const DOMAIN_COMMANDS = {
  add: ['request a custom domain: writes its token, and prints the DNS records to publish', 'domainAdd'],
  verify: ['look up the token in DNS; if it is found, the domain is served', 'domainVerify'],
  remove: ['remove a domain from Ingress and certificate, or cancel a pending one', 'domainRemove'],
} as const;

/** Adds the group `tenant domain`. */
export function addTenantDomain(tenant: Command, terminal: Terminal, done: Done): void {
  const group = common(tenant.command('domain').description('a tenant’s custom domains'), { isGroup: true });
  for (const [name, [description, act]] of Object.entries(DOMAIN_COMMANDS)) {
    writing(withResolvers(common(group.command(name))))
      .description(description)
      .argument('<id>', 'the tenant’s id')
      .argument('<domain>', 'a host name such as workshop.acme.com')
      .addHelpText('after', examples(`tenant domain ${name} acme workshop.acme.com`))
      .action(async (id: string, domain: string, options: DomainOptions) =>
        done(await (await import('./commands/tenant-domain.ts'))[act](id, domain, options, terminal)),
      );
  }
  withResolvers(common(group.command('check')))
    .description('check whether verified domains still point at their tenant')
    .argument('[id]', 'one tenant (default: all)')
    .addHelpText('after', examples('tenant domain check', 'tenant domain check acme'))
    .action(async (id: string | undefined, options: DomainOptions) =>
      done(await (await import('./commands/tenant-domain.ts')).domainCheck(id, options, terminal)),
    );
}

function withResolvers(command: Command): Command {
  const servers = RESOLVERS.join(', ');
  return command.option(
    '--resolver <server>',
    `a DNS server to query (may be given more than once; default: ${servers})`,
    resolver,
  );
}

/** Parses a repeatable option's DNS server. */
function resolver(server: string, before: readonly string[] = []): readonly string[] {
  if (parseServer(server) === undefined)
    throw new InvalidArgumentError('It must be a DNS server: host, host:port or [v6]:port.');
  return collect(server, before);
}
