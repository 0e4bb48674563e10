import { hashOf } from '../../cache/cache.ts';
import { openStage } from '../../files/stage.ts';
import type { Fleet } from '../../platform/fleet.ts';
import { PLATFORM_FILE } from '../../platform/parse.ts';
import { recordFile } from '../../records/parse.ts';
import { tenantOfIndex } from '../../synth/paths.ts';
import { cachedRecords, type FleetCache, NO_CACHE, openCache } from '../cache-file.ts';
import { EXIT } from '../exit.ts';
import { type CommonOptions, loadFleet, noSuchTenant, reportProblems } from '../fleet.ts';
import { openPatches, type Patches } from '../patches.ts';
import { printFiles } from '../reporting.ts';
import { type Differences, synthesize } from '../synthesis.ts';
import { count, json, type Terminal } from '../terminal.ts';

export interface SynthOptions extends CommonOptions {
  readonly check?: boolean;
  readonly plan?: boolean;
  readonly tenant?: readonly string[];
  /** False with `--no-cache`. */
  readonly cache?: boolean;
}

/** `synth`: renders `dist/`, `argocd/` and `schemas/`, or shows how they differ from what they should be. */
export async function synth(options: SynthOptions, terminal: Terminal): Promise<number> {
  const cache = openCache(options);
  const loaded = await loadFleet(options, terminal, cachedRecords(cache), 'all');
  if (loaded === undefined) {
    if (!options.json) terminal.stderr('nothing was written\n');
    return EXIT.invalid;
  }
  const unknown = (options.tenant ?? []).filter(
    (id) => !loaded.fleet.records.some((record) => record.id === id),
  );
  if (unknown.length > 0) {
    reportProblems(unknown.map(noSuchTenant), options, terminal);
    return EXIT.invalid;
  }
  // The cache is invalid if platform.yaml changed between the two reads.
  const isSame = hashOf(loaded.sources.get(PLATFORM_FILE) ?? '') === cache.platform;
  const before = isSame ? cache : NO_CACHE;
  const { root, tenant: tenants } = options;
  const common = { root, loaded, tenants, entries: before.entries };
  if (options.check) {
    const patches = await openPatches();
    const differences = await synthesize({ ...common, differs: patches.add }, terminal);
    saveCache(before, differences, loaded.fleet);
    return reportCheck(differences, patches, options, terminal);
  }
  const differences = await write(common, options, terminal);
  saveCache(before, differences, loaded.fleet);
  warnOfOrphans(differences, loaded.fleet, terminal);
  reportChanges(differences, options, terminal);
  return EXIT.done;
}

/** Writes the files that differ: all under temporary names before the first is renamed. */
async function write(
  common: Omit<Parameters<typeof synthesize>[0], 'differs'>,
  { root, plan }: SynthOptions,
  terminal: Terminal,
): Promise<Differences> {
  if (plan) return synthesize({ ...common, differs: () => undefined }, terminal);
  const stage = openStage(root);
  try {
    const differences = await synthesize({ ...common, differs: stage.put }, terminal);
    stage.commit(differences.removed);
    return differences;
  } catch (error) {
    stage.discard();
    throw error;
  }
}

/** Saves the entries of existing tenants, if they changed. */
function saveCache(
  { entries: before, save }: FleetCache,
  { entries }: Differences,
  { records }: Fleet,
): void {
  const names = ['', ...records.map(({ id }) => id)];
  const now = names.flatMap((name) => {
    const entry = entries.get(name);
    return entry === undefined ? [] : [[name, entry] as const];
  });
  const isNew = now.length !== before.size || now.some(([name, entry]) => before.get(name) !== entry);
  if (isNew) save(new Map(now));
}

/** Warns of tenants whose files are removed because their record is missing: their objects in the cluster stay, unmanaged. */
function warnOfOrphans({ removed }: Differences, { records }: Fleet, terminal: Terminal): void {
  const known = new Set(records.map(({ id }) => id));
  for (const path of removed) {
    const id = tenantOfIndex(path);
    if (id === undefined || known.has(id)) continue;
    terminal.stderr(
      `warning: ${id} has files but no record; if that is a mistake: git restore ${recordFile(id)}\n`,
    );
  }
}

function reportChanges(
  { written, removed, unchanged }: Differences,
  options: SynthOptions,
  terminal: Terminal,
): void {
  if (options.json) {
    terminal.stdout(json({ written, removed, unchanged, planned: options.plan === true }));
    return;
  }
  printFiles({ written, removed }, options.plan === true, terminal);
  const verb = options.plan ? 'planned: ' : '';
  terminal.stdout(
    `${verb}${count(written.length, 'file')} written, ${removed.length} removed, ${unchanged} unchanged\n`,
  );
}

/** Prints every file that differs, and how. The exit code is 1 if there is one, for CI. */
function reportCheck(
  { written, removed, unchanged }: Differences,
  patches: Patches,
  options: SynthOptions,
  terminal: Terminal,
): number {
  const paths = [...written, ...removed].sort();
  const isSame = paths.length === 0;
  if (options.json) terminal.stdout(json({ same: isSame, different: paths, unchanged }));
  else if (isSame) terminal.stdout(`${count(unchanged, 'file')} up to date\n`);
  else terminal.stdout(patches.text(options.root, removed) + summary(paths));
  return isSame ? EXIT.done : EXIT.invalid;
}

function summary(paths: readonly string[]): string {
  const list = paths.map((path) => `differs: ${path}\n`).join('');
  const differ = paths.length === 1 ? 'differs' : 'differ';
  return `\n${list}${count(paths.length, 'file')} ${differ}; run mechanicbuddy synth and commit the result\n`;
}
