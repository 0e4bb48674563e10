import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CacheEntries, type CacheEntry, hashOf } from '../cache/cache.ts';
import { listFiles } from '../files/disk.ts';
import type { FileSet } from '../files/file-set.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import { recordFile } from '../records/parse.ts';
import type { TenantRecord } from '../records/schema.ts';
import { GENERATED, isOfTenant, sharedTenantFolder, tenantFolder } from '../synth/paths.ts';
import type { Loaded } from './fleet.ts';
import { progress, type Terminal } from './terminal.ts';
import { areSame } from './verify.ts';
import { generatorVersion } from './version.ts';

/** How what lies on the disk differs from what the records render to. */
export interface Differences {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
  /** What is known now, for the next time. */
  readonly entries: CacheEntries;
}

export interface Synthesis {
  readonly root: string;
  readonly loaded: Loaded;
  /** Only these tenants; the platform and all of them when nothing is said. */
  readonly tenants: readonly string[] | undefined;
  readonly entries: CacheEntries;
  /** Gets each file that differs, one by one: a fleet's texts together are larger than memory should be. */
  readonly differs: (path: string, wanted: string, present: string | undefined) => void;
}

/**
 * Compares every generated file below the root, byte by byte, with what the records render to. A bundle is rendered
 * unless it is known, by the hashes of all that it depends on, to give just the bytes that lie there.
 */
export async function synthesize(synthesis: Synthesis, terminal: Terminal): Promise<Differences> {
  const { root, loaded, tenants } = synthesis;
  const bundles = bundlesOf(loaded, tenants);
  // Begun first: other threads read files while this one lists them.
  const knowing = knownFiles(bundles, synthesis, terminal);
  const present = new Set(presentFiles(root, tenants));
  const known = await knowing;
  const entries = new Map(synthesis.entries);
  const written: string[] = [];
  let unchanged = 0;
  const shown = progress(terminal, 'rendering', bundles.length);
  try {
    for (const [i, bundle] of bundles.entries()) {
      const unchangedPaths = known.get(bundle);
      const files = unchangedPaths === undefined ? await bundle.render() : undefined;
      const changed = files === undefined ? [] : compare(files, present, synthesis);
      if (files !== undefined) entries.set(bundle.name, entryOf(bundle, files));
      const paths = unchangedPaths ?? [...(files?.keys() ?? [])];
      for (const path of paths) present.delete(path);
      written.push(...changed);
      unchanged += paths.length - changed.length;
      shown.step(i + 1);
    }
  } finally {
    shown.end();
  }
  return { written: written.sort(), removed: [...present].sort(), unchanged, entries };
}

/** The paths of those bundles that need not be rendered, for all of them lies there. */
async function knownFiles(
  bundles: readonly Bundle[],
  { entries, root }: Synthesis,
  terminal: Terminal,
): Promise<ReadonlyMap<Bundle, readonly string[]>> {
  const remembered = bundles.flatMap((bundle) => {
    const { source, files } = entries.get(bundle.name) ?? {};
    return source === bundle.source && files !== undefined ? [{ bundle, files }] : [];
  });
  const shown = progress(terminal, 'comparing', remembered.length);
  const same = await areSame({ root, all: remembered.map(({ files }) => files) }, { step: shown.step });
  shown.end();
  const known = remembered.filter((_, i) => same[i]);
  return new Map(known.map(({ bundle, files }) => [bundle, files.map(([path]) => path)]));
}

/** Tells of each file that differs; gives their paths. */
function compare(files: FileSet, present: ReadonlySet<string>, { root, differs }: Synthesis): string[] {
  return [...files].flatMap(([path, wanted]) => {
    const was = present.has(path) ? readFileSync(join(root, path), 'utf8') : undefined;
    if (was === wanted) return [];
    differs(path, wanted, was);
    return [path];
  });
}

/** What is rendered together: the platform's own files under the empty name, or a tenant's. */
interface Bundle {
  readonly name: string;
  readonly source: string;
  readonly record?: TenantRecord;
  readonly render: () => Promise<FileSet>;
}

function bundlesOf({ fleet, sources }: Loaded, tenants: readonly string[] | undefined): Bundle[] {
  const { platform, records } = fleet;
  const source = (file: string) => hashOf(sources.get(file) ?? '');
  const generator = generatorVersion();
  const own: Bundle = {
    name: '',
    source: source(PLATFORM_FILE),
    render: async () => (await import('../synth/platform.ts')).renderPlatform(platform, generator),
  };
  const chosen = tenants === undefined ? records : records.filter(({ id }) => tenants.includes(id));
  const theirs = chosen.map((record): Bundle => {
    const render = async () => (await import('../synth/tenant.ts')).renderTenant(record, platform);
    return { name: record.id, source: source(recordFile(record.id)), record, render };
  });
  return tenants === undefined ? [own, ...theirs] : theirs;
}

function presentFiles(root: string, tenants: readonly string[] | undefined): string[] {
  if (tenants === undefined) return listFiles(root, GENERATED);
  const places = tenants.flatMap((id) => [tenantFolder(id), sharedTenantFolder(id)]);
  return listFiles(root, places).filter((path) => tenants.some((id) => isOfTenant(path, id)));
}

function entryOf({ source, record }: Bundle, files: FileSet): CacheEntry {
  const hashes = [...files].map(([path, text]) => [path, hashOf(text)] as const);
  return { source, ...(record === undefined ? {} : { record }), files: hashes };
}
