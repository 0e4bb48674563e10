import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { isRule, RULES, type RuleName } from '../gate/rules.ts';
import { OUTPUTS } from './choices.ts';
import type { DiffOptions } from './commands/diff.ts';
import type { ServeOptions } from './commands/serve.ts';
import type { SweepOptions } from './commands/sweep.ts';
import type { SynthOptions } from './commands/synth.ts';
import { EXIT } from './exit.ts';
import { addFleetReports } from './fleet-program.ts';
import type { JudgingOptions } from './judging.ts';
import { collect, common, type Done, examples, moment, wholeNumber, writing } from './options.ts';
import { addRelease } from './release-program.ts';
import { addTenant } from './tenant-program.ts';
import type { Terminal } from './terminal.ts';
import { generatorVersion } from './version.ts';

const ABOUT = `Typed tenant records in Git go in; plain Kubernetes manifests and Argo CD applications come out.

  platform.yaml, tenants/*.yaml  →  mechanicbuddy synth  →  dist/, argocd/  →  git commit  →  Argo CD`;

const EXITS = `
Exit codes: 0 done · 1 invalid, different or rejected (every problem is printed) · 2 wrong usage · 3 Git, network or file system failed`;

/**
 * Runs one command line.
 *
 * @param args - the arguments after the program's name
 * @returns the exit code
 */
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

/** Builds the command line with every command and option. */
export function buildProgram(terminal: Terminal, done: Done): Command {
  const program = new Command('mechanicbuddy');
  program
    .description(ABOUT)
    .version(generatorVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .addHelpText('after', EXITS)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: terminal.stdout, writeErr: terminal.stderr })
    .showHelpAfterError('(add --help for usage)');
  addSynth(program, terminal, done);
  addValidate(program, terminal, done);
  addDiff(program, terminal, done);
  addTenant(program, terminal, done);
  addRelease(program, terminal, done);
  addFleetReports(program, terminal, done);
  addSweep(program, terminal, done);
  addServe(program, terminal, done);
  return program;
}

/** Parses a repeatable option's rule of the gate. */
function rule(name: string, before: readonly RuleName[] = []): readonly RuleName[] {
  if (!isRule(name))
    throw new InvalidArgumentError(`No such rule (allowed: ${Object.keys(RULES).join(', ')}).`);
  return [...before, name];
}

function ruleList(): string {
  const rows = Object.entries(RULES).map(([name, about]) => `  ${name.padEnd(22)} ${about}`);
  return rows.join('\n');
}

function addSynth(program: Command, terminal: Terminal, done: Done): void {
  common(program.command('synth'))
    .description(
      'render dist/, argocd/ and schemas/ from platform.yaml and tenants/; remove files without a record',
    )
    .option('--check', 'write nothing; show each file that differs and exit 1 if there is one')
    .option('--plan', 'write nothing; list what would be written and removed')
    .option('--tenant <id>', 'only this tenant’s files (may be given more than once)', collect)
    .option('--no-cache', 'neither read nor write the cache of earlier runs')
    .addHelpText('after', examples('synth', 'synth --check', 'synth --tenant acme --tenant bigshop'))
    .action(async (options: SynthOptions) =>
      done(await (await import('./commands/synth.ts')).synth(options, terminal)),
    );
}

function addValidate(program: Command, terminal: Terminal, done: Done): void {
  common(program.command('validate'))
    .description(
      'check platform.yaml and every record: each alone, against the others, and against the base revision',
    )
    .option('--base <rev>', 'compare with the merge base with this revision (default: origin/main)')
    .option(
      '--allow <rule>',
      'a rule of the gate that this change may break (may be given more than once)',
      rule,
    )
    .option(
      '--label <name>',
      'a label of the pull request; labels that start with gate.labelPrefix allow rules',
      collect,
    )
    .addHelpText(
      'after',
      `${examples('validate', 'validate --base HEAD~1', 'validate --json')}\n\nRules of the gate:\n${ruleList()}`,
    )
    .action(async (options: JudgingOptions) =>
      done(await (await import('./commands/validate.ts')).validate(options, terminal)),
    );
}

function addDiff(program: Command, terminal: Terminal, done: Done): void {
  common(program.command('diff'))
    .description(
      'show what a change renders, object by object and field by field, with equal changes grouped',
    )
    .argument(
      '[base]',
      'the revision to compare the work tree with; A..B for two commits; A... or A...B from their merge base (default: the merge base with origin/main)',
    )
    .addOption(new Option('-o, --output <format>', 'output format').choices(OUTPUTS).default('text'))
    .option('--exit-code', 'exit 1 if something differs')
    .addHelpText(
      'after',
      examples('diff', 'diff HEAD~1', 'diff origin/main...', 'diff v1.2.3..main -o markdown', 'diff --json'),
    )
    .action(async (base: string | undefined, options: DiffOptions) =>
      done(await (await import('./commands/diff.ts')).diff(base, options, terminal)),
    );
}

function addSweep(program: Command, terminal: Terminal, done: Done): void {
  writing(common(program.command('sweep')))
    .description('apply what is due by the dates in the records: trials, archives, purges')
    .option('--now <time>', 'act as if it were this time (RFC 3339)', moment)
    .option(
      '--limit <number>',
      'change at most this many tenants (default: retention.movesPerSweep)',
      wholeNumber,
    )
    .addHelpText('after', examples('sweep', 'sweep --plan --now 2027-01-01T00:00:00Z'))
    .action(async (options: SweepOptions) =>
      done(await (await import('./commands/sweep.ts')).sweep(options, terminal)),
    );
}

function addServe(program: Command, terminal: Terminal, done: Done): void {
  common(program.command('serve'))
    .description('serve signups, billing events and administrators over HTTP; each change is a commit')
    .option(
      '--embedded',
      'listen on 127.0.0.1, with a repository that is created from this folder in .local/, without accounts',
    )
    .addHelpText(
      'after',
      examples(
        'serve --embedded',
        'serve   # settings from the environment: see docs/reference/environment.md',
      ),
    )
    .action(async (options: ServeOptions) =>
      done(await (await import('./commands/serve.ts')).serve(options, terminal)),
    );
}
