import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { readFiles } from '../../../src/files/disk.ts';
import { type Workspace, workspace } from '../../fixtures/command.ts';
import { blocksOf, commandLines, type Document, documents, words } from '../../fixtures/documents.ts';

const scripts = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts);
const all = documents();

/** The command line as it is, with commands that do nothing. */
function parser(): { readonly program: Command; readonly said: () => string } {
  let text = '';
  const terminal: Terminal = {
    stdout: () => {},
    stderr: (words) => {
      text += words;
    },
    isInteractive: false,
    now: () => new Date(0),
  };
  const program = buildProgram(terminal, () => {});
  const idle = (command: Command): void => {
    if (command.commands.length === 0) command.action(() => {});
    command.commands.forEach(idle);
  };
  idle(program);
  return { program, said: () => text };
}

/** What the command line finds wrong with these arguments. */
function usageFault(args: readonly string[]): string | undefined {
  const { program, said } = parser();
  try {
    program.parse(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode !== 0) return said().split('\n')[0];
    return undefined;
  }
}

const OURS = /^(?:npx )?mechanicbuddy /;

function npmFault(line: string): string | undefined {
  const [, run, name = ''] = /^npm (run )?(?:--silent )?([\w:-]+)/.exec(line) ?? [];
  if (run === undefined && name === 'ci') return undefined;
  return scripts.includes(name) ? undefined : `there is no npm script ${name}`;
}

function lineFault(line: string): string | undefined {
  if (OURS.test(line)) return usageFault(words(line.replace(OURS, '')));
  const npm = /(?:^|&& |\) |\s)(npm .*)$/.exec(line)?.[1];
  return npm?.split(/ && /).map(npmFault).find(Boolean);
}

describe.each(all)('the commands of $path', (document) => {
  it('are commands, options and scripts that exist', () => {
    const faults = blocksOf(document, 'bash', 'sh').flatMap((block) =>
      commandLines(block).flatMap((line) => {
        const fault = lineFault(line);
        return fault === undefined ? [] : [`${document.path}:${block.line} ${line}: ${fault}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  it('are right in the text, too', () => {
    expect(inlineFaults(document)).toEqual([]);
  });
});

/** Commands in running text: their names and options, whatever stands for a value. */
function inlineFaults(document: Document): string[] {
  const spans = [...document.text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)];
  return spans.flatMap(([, code = '']) => {
    const fault = /^npm /.test(code) ? npmFault(code) : spanFault(code);
    return fault === undefined ? [] : [`${code}: ${fault}`];
  });
}

function spanFault(code: string): string | undefined {
  const isOurs = OURS.test(code);
  const all = words(code.replace(OURS, ''));
  let command: Command = parser().program;
  const rest = [...all];
  for (let next = command; rest.length > 0; command = next) {
    const found = command.commands.find((each) => each.name() === rest[0]);
    if (found === undefined) break;
    next = found;
    rest.shift();
  }
  if (rest.length === all.length) return isOurs ? `there is no command ${rest[0]}` : undefined;
  if (command.commands.length > 0 && rest.length > 0) return `there is no command ${rest[0]}`;
  const flags = command.options.flatMap(({ short, long }) => [short, long, '--help']);
  const unknown = rest.find((word) => /^--?[a-z]/.test(word) && !flags.includes(word.split('=')[0]));
  return unknown === undefined ? undefined : `there is no option ${unknown}`;
}

describe('bash blocks run, each on a copy of the example fleet', async () => {
  const fleet = await readFiles('.', ['platform.yaml', 'tenants', 'dist', 'argocd', 'schemas']);
  const blocks = all.flatMap((document) =>
    blocksOf(document, 'bash').map((block) => ({ block, where: `${document.path}:${block.line}` })),
  );

  it('are several', () => expect(blocks.length).toBeGreaterThan(15));

  it.each(blocks)('$where', { timeout: 120_000 }, async ({ block }) => {
    const place = await workspace(fleet);
    try {
      git(place, 'init', '--quiet');
      git(place, 'add', '--all');
      git(place, 'commit', '--quiet', '--message', 'the fleet');
      for (const line of commandLines(block)) await perform(line, place);
    } finally {
      place.remove();
    }
  });
});

const PERSON = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.org'];

function git({ root }: Workspace, ...args: readonly string[]): void {
  execFileSync('git', [...PERSON, ...args], { cwd: root, stdio: 'pipe' });
}

async function perform(line: string, place: Workspace): Promise<void> {
  const [program, ...args] = words(line);
  if (program === 'git') return git(place, ...args);
  if (program !== 'npx' || args[0] !== 'mechanicbuddy')
    throw new Error(`${line}: a bash block has mechanicbuddy and git only; write sh for what is not run`);
  // A move is not confirmed in the minute in which it began.
  place.pass(10);
  const { code, stderr } = await place.run(...args.slice(1));
  expect(code, `${line}\n${stderr}`).toBe(0);
}

describe('README.md shows what is printed', async () => {
  const readme = readFileSync('README.md', 'utf8');
  const fleet = await readFiles('.', ['platform.yaml', 'tenants']);

  it.each([
    ['the first lines of tenant list', ['tenant', 'list'], (out: string) => out.split('\n').slice(0, 3)],
    [
      'the files of a signup',
      [
        'tenant',
        'add',
        'hilltop-garage',
        '--name',
        'x',
        '--owner-email',
        'a@b.example',
        '--tier',
        'free',
        '--plan',
      ],
      (out: string) => out.match(/(tenants|dist)\/\S+/g) ?? [],
    ],
  ])('%s', async (_what, args, shown) => {
    const place = await workspace(fleet);
    try {
      const { stdout } = await place.run(...args);
      const expected = shown(stdout);
      expect(expected.length).toBeGreaterThan(1);
      for (const text of expected) expect(readme).toContain(text);
    } finally {
      place.remove();
    }
  });
});

describe('what would be noticed', () => {
  it.each([
    ['npx mechanicbuddy tenant supend acme', 'supend'],
    ['npx mechanicbuddy synth --chekc', '--chekc'],
    ['npx mechanicbuddy tenant show', 'id'],
    ['npm run test:clutser', 'test:clutser'],
    ['npm ci && npm strat', 'strat'],
    ['GIT_HOST=x npm run test:clutser', 'test:clutser'],
  ])('%s', (line, word) => {
    expect(lineFault(line)).toContain(word);
  });

  it.each([
    ['tenant supend ID', 'supend'],
    ['mechanicbuddy sinth', 'sinth'],
    ['release promote v1 stable --procent 3', '--procent'],
  ])('in the text: %s', (code, word) => {
    expect(spanFault(code)).toContain(word);
  });

  it.each(['tenant', 'tenant archive', 'diff A...B', 'tenant.changed', 'release pin VERSION -l id={id}'])(
    'but not %s',
    (code) => {
      expect(spanFault(code)).toBeUndefined();
    },
  );
});
