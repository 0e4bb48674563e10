import { type Irregular, irregularEntries, type Place } from '../files/irregular.ts';
import { type IrregularEntry, irregularInGit } from '../git/revision.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import { PENDING } from '../records/pending.ts';
import type { Problem } from '../records/problem.ts';
import { GENERATED } from '../synth/paths.ts';

/** Where every file has to be a regular file: what people and the service write, and rendered files. */
const SOURCE_PLACES: readonly Place[] = [
  [PLATFORM_FILE, 'file'],
  ['tenants', 'files'],
  [PENDING, 'files'],
];
const RENDERED_PLACES = GENERATED.map((path): Place => [path, 'folders']);

/** The places that a command reads or writes. */
export type Reach = 'sources' | 'all';

/**
 * Returns a problem for each link, submodule, special file and unexpected folder in a work tree: some readers would see
 * such a record and others would not.
 */
export function irregularFiles(root: string, reach: Reach): Problem[] {
  const places = reach === 'all' ? [...SOURCE_PLACES, ...RENDERED_PLACES] : SOURCE_PLACES;
  return irregularEntries(root, places).map(problemOf);
}

/** Returns the same problems for Git's index, or for a commit. */
export async function irregularCommitted(root: string, commit?: string): Promise<Problem[]> {
  const places = [...SOURCE_PLACES, ...RENDERED_PLACES].map(([path]) => path);
  return (await irregularInGit(root, places, commit)).map(problemOf);
}

function problemOf({ path, kind }: Irregular | IrregularEntry): Problem {
  const what = kind === 'link' ? 'symbolic link' : kind;
  return { file: path, field: '', message: `is a ${what}`, allowed: 'a regular file' };
}
