import { readFiles } from '../files/disk.ts';
import type { FileSet } from '../files/file-set.ts';
import { type Fleet, type KnownRecord, parseFleet } from '../platform/fleet.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import type { Platform } from '../platform/schema.ts';
import { defined } from '../records/defined.ts';
import { isId } from '../records/id.ts';
import { recordFile } from '../records/parse.ts';
import { type Problem, problemLine } from '../records/problem.ts';
import type { TenantRecord } from '../records/schema.ts';
import { cachedRecords, openCache } from './cache-file.ts';
import { irregularFiles, type Reach } from './regular-files.ts';
import { count, json, progress, type Terminal } from './terminal.ts';

/** The files and folders that people edit. */
export const SOURCES = [PLATFORM_FILE, 'tenants'] as const;

/** Options that every command has. */
export interface CommonOptions {
  readonly root: string;
  readonly json?: boolean;
}

export type Loaded = { readonly kind: 'fleet'; readonly fleet: Fleet; readonly sources: FileSet };

/**
 * Reads the fleet below `--root`, or prints every problem.
 *
 * @param known - records that need not be parsed again; by default those in `synth`'s cache
 * @param reach - where every file has to be a regular file
 */
export async function loadFleet(
  options: CommonOptions,
  terminal: Terminal,
  known: KnownRecord = cachedRecords(openCache({ root: options.root })),
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

/**
 * Parses a loaded fleet again with one file changed. The other records are not parsed again.
 *
 * @returns the changed fleet; undefined if it has problems, which are printed
 */
export function changedFleet(
  { fleet, sources }: Loaded,
  [path, text]: readonly [path: string, text: string],
  options: CommonOptions,
  terminal: Terminal,
): Fleet | undefined {
  const known = new Map(fleet.records.map((record) => [recordFile(record.id), record]));
  known.delete(path);
  const result = parseFleet(new Map([...sources, [path, text]]), (file) => known.get(file));
  if (result.kind === 'fleet') return result;
  reportProblems(result.problems, options, terminal);
  return undefined;
}

/** One tenant and its platform. */
interface LoadedTenant {
  readonly record: TenantRecord;
  readonly platform: Platform;
}

/**
 * Reads `platform.yaml` and one tenant's record, or prints every problem of the two files. Other records are not read: this
 * is fast among ten thousand tenants, and works although another record is invalid.
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

/** Returns the problem for an id without a record. */
export function noSuchTenant(id: string): Problem {
  return {
    file: recordFile(id),
    field: '',
    message: 'no such tenant',
    allowed: 'an id from mechanicbuddy tenant list',
  };
}

/** Prints warnings. */
export function reportNotes(notes: readonly string[], terminal: Terminal): void {
  for (const note of notes) terminal.stderr(`warning: ${note}\n`);
}

/**
 * Prints all problems: for people one line each on stderr, for programs as JSON on stdout.
 *
 * @param warnings - warnings of the same check
 */
export function reportProblems(
  problems: readonly Problem[],
  options: CommonOptions,
  terminal: Terminal,
  warnings?: readonly string[],
): void {
  if (options.json) {
    terminal.stdout(json({ valid: false, problems, ...defined({ warnings }) }));
    return;
  }
  reportNotes(warnings ?? [], terminal);
  for (const problem of problems) terminal.stderr(`${problemLine(problem)}\n`);
  terminal.stderr(`\n${count(problems.length, 'problem')}\n`);
}
