import { readFiles } from '../../files/disk.ts';
import { readRevision } from '../../git/revision.ts';
import { changeProblems } from '../../platform/changes.ts';
import { type Fleet, parseReadable } from '../../platform/fleet.ts';
import { warnings } from '../../platform/warnings.ts';
import type { Problem } from '../../records/problem.ts';
import { foreignNamespaces } from '../../synth/foreign-namespaces.ts';
import { type CommonOptions, EXIT, loadFleet, reportProblems, SOURCES } from '../fleet.ts';
import { count, json, type Terminal } from '../terminal.ts';

export interface ValidateOptions extends CommonOptions {
  readonly base?: string;
}

/** `validate`: every problem of every file, and what the change against a base revision may not do. */
export async function validate(options: ValidateOptions, terminal: Terminal): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const change = await problemsAgainstBase(loaded.fleet, options);
  if (change.kind === 'unknown') {
    terminal.stderr(`${change.reason}\n`);
    return EXIT.outside;
  }
  const problems = [
    ...change.problems,
    ...foreignNamespaces(await readFiles(options.root, ['dist/tenants'])),
  ];
  if (problems.length > 0) {
    reportProblems(problems, options, terminal);
    return EXIT.invalid;
  }
  const notes = [...warnings(loaded.fleet.platform), ...(change.notice === undefined ? [] : [change.notice])];
  if (options.json) terminal.stdout(json({ valid: true, problems: [], warnings: notes }));
  else {
    for (const note of notes) terminal.stderr(`warning: ${note}\n`);
    terminal.stdout(`${count(loaded.fleet.records.length, 'record')} and platform.yaml are valid\n`);
  }
  return EXIT.done;
}

type Change =
  | { readonly kind: 'compared'; readonly problems: readonly Problem[]; readonly notice?: string }
  | { readonly kind: 'unknown'; readonly reason: string };

async function problemsAgainstBase(fleet: Fleet, { root, base }: ValidateOptions): Promise<Change> {
  const was = await readRevision(root, base, SOURCES);
  if (was.kind === 'unknown') return was;
  if (was.kind === 'none')
    return { kind: 'compared', problems: [], notice: `not compared with a base: ${was.reason}` };
  return { kind: 'compared', problems: changeProblems(parseReadable(was.files, fleet.platform), fleet) };
}
