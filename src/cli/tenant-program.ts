import { type Command, Option } from 'commander';
import { STEPS } from './choices.ts';
import type { AddOptions } from './commands/tenant-add.ts';
import type { CredentialsOptions } from './commands/tenant-credentials.ts';
import type { ListOptions } from './commands/tenant-list.ts';
import type { SetOptions } from './commands/tenant-set.ts';
import type { StepOptions } from './commands/tenant-step.ts';
import type { UpgradeOptions } from './commands/tenant-upgrade.ts';
import type { CommonOptions } from './fleet.ts';
import { common, type Done, examples, SELECTION, wholeNumber, writing } from './options.ts';
import { addTenantDomain } from './tenant-domain-program.ts';
import type { Terminal } from './terminal.ts';

/** Adds the group `tenant`. */
export function addTenant(program: Command, terminal: Terminal, done: Done): void {
  const tenant = common(program.command('tenant').description('the tenants and their records'), {
    isGroup: true,
  });
  addTenantList(tenant, terminal, done);
  addTenantShow(tenant, terminal, done);
  addTenantReports(tenant, terminal, done);
  addTenantAdd(tenant, terminal, done);
  addTenantSet(tenant, terminal, done);
  addTenantSteps(tenant, terminal, done);
  addTenantUpgrade(tenant, terminal, done);
  addTenantDomain(tenant, terminal, done);
  addTenantCredentials(tenant, terminal, done);
}

function addTenantList(tenant: Command, terminal: Terminal, done: Done): void {
  common(tenant.command('list'))
    .description('list the tenants')
    .option('-l, --selector <selection>', `only these tenants, ${SELECTION}`)
    .addHelpText(
      'after',
      examples('tenant list', "tenant list -l 'tier in (professional,enterprise),status!=purged'"),
    )
    .action(async (options: ListOptions) =>
      done(await (await import('./commands/tenant-list.ts')).tenantList(options, terminal)),
    );
}

function addTenantShow(tenant: Command, terminal: Terminal, done: Done): void {
  common(tenant.command('show'))
    .description('show a tenant’s resolved values, and where each comes from')
    .argument('<id>', 'the tenant’s id')
    .addHelpText('after', examples('tenant show acme'))
    .action(async (id: string, options: CommonOptions) =>
      done(await (await import('./commands/tenant-show.ts')).tenantShow(id, options, terminal)),
    );
}

const REPORTS = {
  history: 'show a tenant’s history from Git: when, by whom, what',
  explain: 'explain what is rendered of a tenant and why, and what happens next and when',
} as const;

function addTenantReports(tenant: Command, terminal: Terminal, done: Done): void {
  const reports = {
    history: async () => (await import('./commands/tenant-history.ts')).tenantHistory,
    explain: async () => (await import('./commands/tenant-explain.ts')).tenantExplain,
  };
  for (const [name, act] of Object.entries(reports)) {
    common(tenant.command(name))
      .description(REPORTS[name as keyof typeof REPORTS])
      .argument('<id>', 'the tenant’s id')
      .addHelpText('after', examples(`tenant ${name} acme`))
      .action(async (id: string, options: CommonOptions) => done(await (await act())(id, options, terminal)));
  }
}

function addTenantAdd(tenant: Command, terminal: Terminal, done: Done): void {
  writing(common(tenant.command('add')))
    .description('write a new tenant’s record and render it')
    .argument('[id]', 'its id and the first label of its host (default: derived from the name)')
    .requiredOption('--name <name>', 'the workshop’s name')
    .requiredOption('--owner-email <address>', 'the owner’s address')
    .requiredOption('--tier <tier>', 'its tier: free, demo, or a dedicated tier of platform.yaml')
    .option('--mechanics <number>', 'number of mechanics (default: the tier’s minimum)', wholeNumber)
    .addOption(new Option('--channel <channel>', 'the channel it follows').conflicts('version'))
    .option('--version <version>', 'the release it is pinned to')
    .option('--customer <id>', 'its Stripe customer, cus_…')
    .option('--subscription <id>', 'its Stripe subscription, sub_…')
    .addHelpText(
      'after',
      examples(
        'tenant add acme --name "ACME Auto Repair" --owner-email admin@acme.com --tier professional --mechanics 4',
      ),
    )
    .action(async (id: string | undefined, options: AddOptions) =>
      done(await (await import('./commands/tenant-add.ts')).tenantAdd(id, options, terminal)),
    );
}

function addTenantSet(tenant: Command, terminal: Terminal, done: Done): void {
  writing(common(tenant.command('set')))
    .description('change fields of some tenants’ records; a field without a value is removed')
    .usage('[options] [ID…] FIELD=VALUE…')
    .argument('<words...>', 'ids, and FIELD=VALUE such as channel=canary or resources.api.requests.cpu=500m')
    .option('-l, --selector <selection>', 'all selected tenants, in addition to the ids')
    .addHelpText(
      'after',
      examples('tenant set acme channel=canary', "tenant set -l 'tier=enterprise' storage=300Gi --plan"),
    )
    .action(async (words: string[], options: SetOptions) =>
      done(await (await import('./commands/tenant-set.ts')).tenantSet(words, options, terminal)),
    );
}

function addTenantSteps(tenant: Command, terminal: Terminal, done: Done): void {
  for (const [step, description] of Object.entries(STEPS)) {
    writing(common(tenant.command(step)))
      .description(description)
      .argument('<id>', 'the tenant’s id')
      .addHelpText('after', examples(`tenant ${step} acme`, `tenant ${step} acme --plan`))
      .action(async (id: string, options: StepOptions) =>
        done(
          await (await import('./commands/tenant-step.ts')).tenantStep(
            step as keyof typeof STEPS,
            id,
            options,
            terminal,
          ),
        ),
      );
  }
  const restore = tenant.commands.find((command) => command.name() === 'restore');
  restore?.option('--from-backup', 'restore a purged tenant: create a new database from its last backup');
}

function addTenantUpgrade(tenant: Command, terminal: Terminal, done: Done): void {
  writing(common(tenant.command('upgrade')), 'show the steps, and list what would be written')
    .description('change a tenant’s tier or mechanics; moves its data if it leaves the shared instance')
    .argument('<id>', 'the tenant’s id')
    .option('--tier <tier>', 'target tier: free, or a dedicated tier of platform.yaml')
    .option(
      '--mechanics <number>',
      'number of mechanics (default: unchanged, or the tier’s minimum)',
      wholeNumber,
    )
    .addOption(new Option('--back', 'undo a move that is not confirmed yet').conflicts(['tier', 'mechanics']))
    .addHelpText(
      'after',
      examples(
        'tenant upgrade petes-garage --tier professional --mechanics 3 --plan',
        'tenant upgrade acme --tier enterprise --mechanics 14 --plan',
        'tenant upgrade petes-garage --back   # until tenant confirm petes-garage',
      ),
    )
    .action(async (id: string, options: UpgradeOptions) =>
      done(await (await import('./commands/tenant-upgrade.ts')).tenantUpgrade(id, options, terminal)),
    );
}

function addTenantCredentials(tenant: Command, terminal: Terminal, done: Done): void {
  writing(common(tenant.command('credentials')), 'list what a rotation would write')
    .description(
      'read the administrator’s generated password from the cluster, with kubectl and your kubeconfig',
    )
    .argument('<id>', 'the tenant’s id')
    .option('--context <name>', 'the kubeconfig’s context (default: the current one)')
    .addOption(
      new Option('--rotate', 'generate a new password: raises its generation in the record').conflicts(
        'context',
      ),
    )
    .addHelpText(
      'after',
      examples('tenant credentials acme', 'tenant credentials acme --rotate   # then commit, and read it'),
    )
    .action(async (id: string, options: CredentialsOptions) =>
      done(await (await import('./commands/tenant-credentials.ts')).tenantCredentials(id, options, terminal)),
    );
}
