import { readFiles } from '../files/disk.ts';
import type { FileSet } from '../files/file-set.ts';
import { type Fleet, type KnownRecord, parseFleet } from '../platform/fleet.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import { recordFile } from '../records/parse.ts';
import { type Problem, problemLine } from '../records/problem.ts';
import { count, json, type Terminal } from './terminal.ts';

/** What people write. */
export const SOURCES = [PLATFORM_FILE, 'tenants'] as const;

/** Options that every command has. */
export interface CommonOptions {
  readonly root: string;
  readonly json?: boolean;
}

export type Loaded = { readonly kind: 'fleet'; readonly fleet: Fleet; readonly sources: FileSet };

/** Reads the fleet below `--root`; prints every problem when there are some. */
export async function loadFleet(
  options: CommonOptions,
  terminal: Terminal,
  known?: KnownRecord,
): Promise<Loaded | undefined> {
  const sources = await readFiles(options.root, SOURCES);
  const result = parseFleet(sources, known);
  if (result.kind === 'fleet') return { kind: 'fleet', fleet: result, sources };
  reportProblems(result.problems, options, terminal);
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
