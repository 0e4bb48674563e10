import { readFiles } from '../files/disk.ts';
import type { FileSet } from '../files/file-set.ts';
import { type Fleet, type KnownRecord, parseFleet } from '../platform/fleet.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import type { Platform } from '../platform/schema.ts';
import { isId } from '../records/id.ts';
import { recordFile } from '../records/parse.ts';
import { type Problem, problemLine } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { irregularFiles, type Reach } from './regular-files.ts';
import { knownRecords, remember } from './remembered.ts';
import { count, json, progress, type Terminal } from './terminal.ts';

/** What people write. */
export const SOURCES = [PLATFORM_FILE, 'tenants'] as const;

/** Options that every command has. */
export interface CommonOptions {
  readonly root: string;
  readonly json?: boolean;
}

export type Loaded = { readonly kind: 'fleet'; readonly fleet: Fleet; readonly sources: FileSet };

/**
 * Reads the fleet below `--root`; prints every problem when there are some.
 *
 * @param known what is known of records; by default what `synth` remembers of them
 * @param reach where everything has to be a regular file
 */
export async function loadFleet(
  options: CommonOptions,
  terminal: Terminal,
  known: KnownRecord = knownRecords(remember({ root: options.root })),
  reach: Reach = 'sources',
): Promise<Loaded | undefined> {
  const irregular = irregularFiles(options.root, reach);
  if (irregular.length > 0) {
    reportProblems(irregular, options, terminal);
    return undefined;
  }
  const sources = await readFiles(options.root, SOURCES);
  const shown = progress(terminal, 'reading', sources.size);
  let done = 0;
  const result = parseFleet(sources, (file, text) => {
    shown.step(++done);
    return known(file, text);
  });
  shown.end();
  if (result.kind === 'fleet') return { kind: 'fleet', fleet: result, sources };
  reportProblems(result.problems, options, terminal);
  return undefined;
}

/** One tenant with the platform that it is of. */
export interface LoadedTenant {
  readonly record: TenantRecord;
  readonly platform: Platform;
}

/**
 * Reads one tenant's record, and of the others nothing: what is wrong with those is not asked for, and among ten
 * thousand the answer is there at once. Prints every problem of the two files, or that there is no such tenant.
 */
export async function loadTenant(
  id: string,
  options: CommonOptions,
  terminal: Terminal,
): Promise<LoadedTenant | undefined> {
  const file = recordFile(id);
  const irregular = irregularFiles(options.root, 'sources').filter((problem) => problem.file === file);
  if (irregular.length > 0) {
    reportProblems(irregular, options, terminal);
    return undefined;
  }
  const sources = await readFiles(options.root, isId(id) ? [PLATFORM_FILE, file] : [PLATFORM_FILE]);
  const result = parseFleet(sources);
  if (result.kind === 'problems') reportProblems(result.problems, options, terminal);
  else if (result.records[0] === undefined) reportProblems([noSuchTenant(id)], options, terminal);
  else return { record: result.records[0], platform: result.platform };
  return undefined;
}

/** An id that no record has. */
export function noSuchTenant(id: string): Problem {
  return {
    file: recordFile(id),
    field: '',
    message: 'there is no such tenant',
    allowed: 'an id that mechanicbuddy tenant list shows',
  };
}

/** What is worth knowing, though nothing is wrong with it. */
export function reportNotes(notes: readonly string[], terminal: Terminal): void {
  for (const note of notes) terminal.stderr(`warning: ${note}\n`);
}

/**
 * All problems: one line each for people, on stderr; as JSON on stdout for programs. In: `warnings`, what is told of the same
 * check beside them.
 */
export function reportProblems(
  problems: readonly Problem[],
  options: CommonOptions,
  terminal: Terminal,
  warnings?: readonly string[],
): void {
  if (options.json) {
    terminal.stdout(json({ valid: false, problems, ...(warnings === undefined ? {} : { warnings }) }));
    return;
  }
  reportNotes(warnings ?? [], terminal);
  for (const problem of problems) terminal.stderr(`${problemLine(problem)}\n`);
  terminal.stderr(`\n${count(problems.length, 'problem')}\n`);
}
