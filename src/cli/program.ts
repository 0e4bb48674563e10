import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { TIERS } from '../records/schema.ts';
import { type ServeOptions, serve } from './commands/serve.ts';
import { type SynthOptions, synth } from './commands/synth.ts';
import { type AddOptions, tenantAdd } from './commands/tenant-add.ts';
import { type ListOptions, tenantList } from './commands/tenant-list.ts';
import { tenantShow } from './commands/tenant-show.ts';
import { type ValidateOptions, validate } from './commands/validate.ts';
import { type CommonOptions, EXIT } from './fleet.ts';
import type { Terminal } from './terminal.ts';
import { generatorVersion } from './version.ts';

const ABOUT = `Typed tenant records in Git go in; plain Kubernetes manifests and Argo CD applications come out.

  platform.yaml, tenants/*.yaml  →  mechanicbuddy synth  →  dist/, argocd/  →  git commit  →  Argo CD`;

const EXITS = `
Exit codes: 0 done · 1 invalid, different or refused (every problem is printed) · 2 wrong usage · 3 Git, network or file system failed`;

/** Runs one command line. In: the arguments after the program's name. Out: the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.done;
  const program = buildProgram(terminal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
}

type Done = (code: number) => void;

function buildProgram(terminal: Terminal, done: Done): Command {
  const program = new Command('mechanicbuddy');
  program
    .description(ABOUT)
    .version(generatorVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .addHelpText('after', EXITS)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: terminal.stdout, writeErr: terminal.stderr })
    .showHelpAfterError('(add --help for what is allowed)');
  addSynth(program, terminal, done);
  addValidate(program, terminal, done);
  const tenant = common(program.command('tenant').description('the tenants and their records'), {
    isGroup: true,
  });
  addTenantList(tenant, terminal, done);
  addTenantShow(tenant, terminal, done);
  addTenantAdd(tenant, terminal, done);
  addServe(program, terminal, done);
  return program;
}

function common(command: Command, { isGroup = false } = {}): Command {
  command.copyInheritedSettings(command.parent ?? command);
  if (isGroup) return command.enablePositionalOptions();
  return command
    .option('--root <dir>', 'the folder with platform.yaml and tenants/', '.')
    .option('--json', 'print JSON for programs');
}

function addSynth(program: Command, terminal: Terminal, done: Done): void {
  common(program.command('synth'))
    .description(
      'render dist/, argocd/ and schemas/ from platform.yaml and tenants/; files that no record asks for go',
    )
    .option('--check', 'write nothing; show each file that differs and exit 1 if there is one')
    .option('--plan', 'write nothing; list what would be written and removed')
    .option('--tenant <id>', 'only this tenant’s files (may be given more than once)', collect)
    .addHelpText('after', examples('synth', 'synth --check', 'synth --tenant acme --tenant bigshop'))
    .action(async (options: SynthOptions) => done(await synth(options, terminal)));
}

function addValidate(program: Command, terminal: Terminal, done: Done): void {
  common(program.command('validate'))
    .description(
      'check platform.yaml and every record, each alone, beside the others, and against what was before',
    )
    .option('--base <rev>', 'the revision to compare with (default: the merge base with origin/main)')
    .addHelpText('after', examples('validate', 'validate --base HEAD~1', 'validate --json'))
    .action(async (options: ValidateOptions) => done(await validate(options, terminal)));
}

function addTenantList(tenant: Command, terminal: Terminal, done: Done): void {
  common(tenant.command('list'))
    .description('list the tenants')
    .option(
      '-l, --selector <selection>',
      'only these, in kubectl’s label syntax over id tier status channel version cluster',
    )
    .addHelpText(
      'after',
      examples('tenant list', "tenant list -l 'tier in (professional,enterprise),status!=purged'"),
    )
    .action(async (options: ListOptions) => done(await tenantList(options, terminal)));
}

function addTenantShow(tenant: Command, terminal: Terminal, done: Done): void {
  common(tenant.command('show'))
    .description('show what was decided about a tenant, and where each decision comes from')
    .argument('<id>', 'the tenant’s id')
    .addHelpText('after', examples('tenant show acme'))
    .action(async (id: string, options: CommonOptions) => done(await tenantShow(id, options, terminal)));
}

function addTenantAdd(tenant: Command, terminal: Terminal, done: Done): void {
  common(tenant.command('add'))
    .description('write a new tenant’s record and render it')
    .argument('[id]', 'its id, and so its host; made from the name when left out')
    .requiredOption('--name <name>', 'what the workshop calls itself')
    .requiredOption('--owner-email <address>', 'where its owner is reached')
    .addOption(new Option('--tier <tier>', 'what it buys').choices(TIERS).makeOptionMandatory())
    .option('--mechanics <number>', 'how many mechanics (default: the tier’s least)', wholeNumber)
    .addOption(new Option('--channel <channel>', 'the channel it follows').conflicts('version'))
    .option('--version <version>', 'the release it is pinned to')
    .option('--customer <id>', 'its Stripe customer, cus_…')
    .option('--subscription <id>', 'its Stripe subscription, sub_…')
    .option('--plan', 'write nothing; list what would be written')
    .addHelpText(
      'after',
      examples(
        'tenant add acme --name "ACME Auto Repair" --owner-email admin@acme.com --tier professional --mechanics 4',
      ),
    )
    .action(async (id: string | undefined, options: AddOptions) =>
      done(await tenantAdd(id, options, terminal)),
    );
}

function addServe(program: Command, terminal: Terminal, done: Done): void {
  common(program.command('serve'))
    .description('serve signups, billing events and administrators over HTTP; each change is a commit')
    .option(
      '--embedded',
      'on 127.0.0.1, with a repository made from this folder under .local/ and no account',
    )
    .addHelpText(
      'after',
      examples('serve --embedded', 'serve   # settings from the environment: see the README'),
    )
    .action(async (options: ServeOptions) => done(await serve(options, terminal)));
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  mechanicbuddy ${line}`).join('\n')}`;
}
