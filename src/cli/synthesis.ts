import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CacheEntries, type CacheEntry, hashOf } from '../cache/cache.ts';
import { listFiles } from '../files/disk.ts';
import type { FileSet } from '../files/file-set.ts';
import { PLATFORM_FILE } from '../platform/parse.ts';
import { defined } from '../records/defined.ts';
import { recordFile } from '../records/parse.ts';
import type { TenantRecord } from '../records/schema.ts';
import { GENERATED, isOfTenant, sharedTenantFolder, tenantFolder } from '../synth/paths.ts';
import type { Loaded } from './fleet.ts';
import { checkHashes } from './hash-check.ts';
import { progress, type Terminal } from './terminal.ts';
import { generatorVersion } from './version.ts';

/** The differences between the files on disk and what the records render to. */
export interface Differences {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
  /** Cache entries for the next run. */
  readonly entries: CacheEntries;
}

interface Synthesis {
  readonly root: string;
  readonly loaded: Loaded;
  /** Only these tenants; undefined for the platform and all tenants. */
  readonly tenants: readonly string[] | undefined;
  readonly entries: CacheEntries;
  /** Called for each file that differs, because a fleet's texts together do not fit into memory. */
  readonly differs: (path: string, wanted: string, present: string | undefined) => void;
}

/**
 * Compares every generated file below the root, byte by byte, with what the records render to. A bundle is not rendered if
 * the cache has an entry with the same inputs whose hashes match the files.
 */
export async function synthesize(synthesis: Synthesis, terminal: Terminal): Promise<Differences> {
  const { root, loaded, tenants } = synthesis;
  const bundles = bundlesOf(loaded, tenants);
  // Started first: other threads read files while this one lists them.
  const checking = cachedFiles(bundles, synthesis, terminal);
  const present = new Set(presentFiles(root, tenants));
  const known = await checking;
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

/** The paths of bundles that need not be rendered, because all their files match the cache. */
async function cachedFiles(
  bundles: readonly Bundle[],
  { entries, root }: Synthesis,
  terminal: Terminal,
): Promise<ReadonlyMap<Bundle, readonly string[]>> {
  const cached = bundles.flatMap((bundle) => {
    const { source, files } = entries.get(bundle.name) ?? {};
    return source === bundle.source && files !== undefined ? [{ bundle, files }] : [];
  });
  const shown = progress(terminal, 'comparing', cached.length);
  const matches = await checkHashes({ root, all: cached.map(({ files }) => files) }, { step: shown.step });
  shown.end();
  const known = cached.filter((_, i) => matches[i]);
  return new Map(known.map(({ bundle, files }) => [bundle, files.map(([path]) => path)]));
}

/** Passes on each file that differs, and returns their paths. */
function compare(files: FileSet, present: ReadonlySet<string>, { root, differs }: Synthesis): string[] {
  return [...files].flatMap(([path, wanted]) => {
    const was = present.has(path) ? readFileSync(join(root, path), 'utf8') : undefined;
    if (was === wanted) return [];
    differs(path, wanted, was);
    return [path];
  });
}

/** What is rendered together: a tenant's files, or (with the empty name) the platform's own. */
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
  return { source, ...defined({ record }), files: hashes };
}
