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

/** What changed between a revision and the work tree; or why it cannot be told. */
export type Comparison =
  | {
      readonly kind: 'compared';
      readonly revision: string;
      readonly compared: readonly Compared[];
      /** As it shall be; nothing where the second of two commits has no platform that can be read. */
      readonly fleet: Fleet | undefined;
      /** Whether prices, or the regions that they hold for, differ. */
      readonly isRepriced: boolean;
    }
  | { readonly kind: 'none' | 'unknown'; readonly reason: string };

const RENDERED = [DIST, ARGOCD];

/** Compares what two commits hold, rendered as it was. */
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

/** What can be read of a commit's fleet, which need not be valid for what it rendered to be compared. */
function readableFleet(files: FileSet): Fleet | undefined {
  const platform = parsePlatform(files.get(PLATFORM_FILE) ?? '');
  return platform.kind === 'parsed' ? parseReadable(files, platform.value) : undefined;
}

/**
 * Compares what a revision holds with the work tree as `synth` would leave it: what lies in `dist/` and `argocd/`, and
 * freshly rendered whatever its records changed.
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
  const before = new Map(changed.before);
  const after = new Map(changed.after);
  const unknown = [...fresh.keys()].filter((path) => !before.has(path) && !after.has(path));
  if (unknown.length > 0) {
    const was = await readRevision(root, changed.revision, unknown);
    if (was.kind === 'files') for (const [path, text] of was.files) before.set(path, text);
  }
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

/** Files that are not yet what the changed records render to; without a text, those that would go. */
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
  const gone = ids.flatMap(tenantFiles).filter((path) => !wanted.has(path));
  const present = await readFiles(root, [...wanted.keys(), ...gone]);
  return new Map([...stale(wanted, present), ...gone.filter((path) => present.has(path)).map(absent)]);
}

function stale(wanted: FileSet, present: FileSet): [string, string][] {
  const isApplied = (path: string) => RENDERED.some((folder) => path.startsWith(`${folder}/`));
  return [...wanted].filter(([path, text]) => isApplied(path) && present.get(path) !== text);
}

function absent(path: string): [string, undefined] {
  return [path, undefined];
}
