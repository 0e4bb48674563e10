import { isDeepStrictEqual } from 'node:util';
import { type Compared, compareRendered } from '../diff/compare.ts';
import { readFiles } from '../files/disk.ts';
import type { FileSet } from '../files/file-set.ts';
import { readChanged, readRevision } from '../git/revision.ts';
import { type Fleet, parseReadable } from '../platform/fleet.ts';
import { PLATFORM_FILE, parsePlatform } from '../platform/parse.ts';
import type { Platform } from '../platform/schema.ts';
import { ARGOCD, DIST, tenantFiles } from '../synth/paths.ts';
import { type CommonOptions, SOURCES } from './fleet.ts';
import { render } from './rendering.ts';
import type { Terminal } from './terminal.ts';

/** The changes between two revisions, or between one and the work tree; or why they cannot be compared. */
export type Comparison =
  | {
      readonly kind: 'compared';
      readonly revision: string;
      readonly compared: readonly Compared[];
      /** The fleet after the change; undefined if the second commit's `platform.yaml` is invalid. */
      readonly fleet: Fleet | undefined;
      /** Whether prices or the clusters' regions changed. */
      readonly isRepriced: boolean;
    }
  | { readonly kind: 'none' | 'unknown'; readonly reason: string };

const RENDERED = [DIST, ARGOCD];

/** Compares the rendered files of two commits. */
export async function compareCommits(
  base: string,
  head: string,
  { root }: CommonOptions,
): Promise<Comparison> {
  const changed = await readChanged(root, base, [...RENDERED, PLATFORM_FILE], head);
  if (changed.kind !== 'changed') return changed;
  const compared = compareRendered(changed.before, changed.after);
  const is = await readRevision(root, head, SOURCES);
  const fleet = is.kind === 'files' ? readableFleet(is.files) : undefined;
  const isRepriced = fleet !== undefined && pricesDiffer(changed.before.get(PLATFORM_FILE), fleet.platform);
  return { kind: 'compared', revision: changed.revision, compared, fleet, isRepriced };
}

/** The readable part of a commit's fleet, which need not be valid. */
function readableFleet(files: FileSet): Fleet | undefined {
  const platform = parsePlatform(files.get(PLATFORM_FILE) ?? '');
  return platform.kind === 'parsed' ? parseReadable(files, platform.value) : undefined;
}

/**
 * Compares a revision with the work tree as `synth` would leave it: the files in `dist/` and `argocd/`, and the rendering
 * of all that changed records and `platform.yaml` affect.
 *
 * @param fleet - the work tree's fleet
 * @param base - a revision; by default the merge base with `origin/main`
 */
export async function compareWorkTree(
  fleet: Fleet,
  base: string | undefined,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Comparison> {
  const { root } = options;
  const changed = await readChanged(root, base, [...RENDERED, ...SOURCES]);
  if (changed.kind !== 'changed') return changed;
  const paths = [...new Set([...changed.before.keys(), ...changed.after.keys()])];
  const fresh = await renderChanged(fleet, paths, root, terminal);
  const unread = [...fresh.keys()].filter((path) => !changed.before.has(path) && !changed.after.has(path));
  const was = unread.length === 0 ? undefined : await readRevision(root, changed.revision, unread);
  const before = new Map([...changed.before, ...(was?.kind === 'files' ? was.files : [])]);
  const after = new Map(changed.after);
  for (const [path, text] of fresh) {
    if (text === undefined) after.delete(path);
    else after.set(path, text);
  }
  const compared = compareRendered(before, after);
  const isRepriced = pricesDiffer(changed.before.get(PLATFORM_FILE), fleet.platform);
  return { kind: 'compared', revision: changed.revision, compared, fleet, isRepriced };
}

function pricesDiffer(textBefore: string | undefined, { prices, clusters }: Platform): boolean {
  const before = parsePlatform(textBefore ?? '');
  if (textBefore === undefined || before.kind === 'problems') return false;
  const regions = (of: Platform['clusters']) =>
    Object.entries(of).map(([name, { region }]) => [name, region]);
  const was = before.value;
  return !isDeepStrictEqual([was.prices, regions(was.clusters)], [prices, regions(clusters)]);
}

/** Files that differ from what the changed records render to; undefined for files that `synth` would remove. */
async function renderChanged(
  fleet: Fleet,
  paths: readonly string[],
  root: string,
  terminal: Terminal,
): Promise<ReadonlyMap<string, string | undefined>> {
  const ids = paths.flatMap((path) => /^tenants\/([^/]+)\.yaml$/.exec(path)?.[1] ?? []);
  const isAll = paths.includes(PLATFORM_FILE);
  if (!isAll && ids.length === 0) return new Map();
  const wanted = await render(fleet, isAll ? undefined : ids, terminal);
  const surplus = ids.flatMap(tenantFiles).filter((path) => !wanted.has(path));
  const present = await readFiles(root, [...wanted.keys(), ...surplus]);
  return new Map([...stale(wanted, present), ...surplus.filter((path) => present.has(path)).map(absent)]);
}

function stale(wanted: FileSet, present: FileSet): [string, string][] {
  const isApplied = (path: string) => RENDERED.some((folder) => path.startsWith(`${folder}/`));
  return [...wanted].filter(([path, text]) => isApplied(path) && present.get(path) !== text);
}

function absent(path: string): [string, undefined] {
  return [path, undefined];
}
