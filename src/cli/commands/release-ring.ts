import { applyChanges, readFiles } from '../../files/disk.ts';
import { compareFiles } from '../../files/file-set.ts';
import { parseFleet } from '../../platform/fleet.ts';
import { PLATFORM_FILE } from '../../platform/parse.ts';
import {
  isPart,
  movedSources,
  movedTenants,
  type PromotionResult,
  promote,
  rollback,
} from '../../platform/promotion.ts';
import type { Platform } from '../../platform/schema.ts';
import { editedPlatformText } from '../../platform/serialize.ts';
import { tenantFiles } from '../../synth/paths.ts';
import { EXIT } from '../exit.ts';
import { type Loaded, loadFleet, reportProblems } from '../fleet.ts';
import { render } from '../rendering.ts';
import { type AskedRing, type RingOptions, reportRing } from '../ring-report.ts';
import { json, type Terminal } from '../terminal.ts';
import { unsyncedNotes } from '../unsynced.ts';

interface Asked extends AskedRing {
  readonly decide: (platform: Platform) => PromotionResult;
}

/** `release promote`: a ring, or a share of its tenants, runs another release; one change of files. */
export function releasePromote(version: string, ring: string, options: RingOptions, terminal: Terminal) {
  const { percent } = options;
  const share = percent === undefined ? '' : ` to ${percent} %`;
  const asked = { ring, version, ...(percent === undefined ? {} : { percent }) };
  const decide = (platform: Platform) => promote(platform, asked);
  const hasShares = !isPart(ring);
  return changeRing({ ring, subject: `promote ${version}${share}`, decide, hasShares }, options, terminal);
}

/** `release rollback`: a ring goes back to what it ran before. */
export function releaseRollback(ring: string, options: RingOptions, terminal: Terminal) {
  return changeRing(
    { ring, subject: 'rollback', decide: (platform) => rollback(platform, ring), hasShares: false },
    options,
    terminal,
  );
}

/** Writes `platform.yaml` and what it changes, all of it or nothing. */
async function changeRing(asked: Asked, options: RingOptions, terminal: Terminal): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const result = asked.decide(loaded.fleet.platform);
  if (result.kind === 'refused') {
    const { kind: _, ...problem } = result;
    reportProblems([{ file: PLATFORM_FILE, ...problem }], options, terminal);
    return EXIT.invalid;
  }
  if (result.kind === 'unchanged') {
    const facts = { ring: asked.ring, outcome: 'unchanged', because: result.because };
    terminal.stdout(options.json ? json(facts) : `${result.because}\n`);
    return EXIT.done;
  }
  return writeRing(asked, { loaded, ...result }, options, terminal);
}

interface Accepted {
  readonly loaded: Loaded;
  readonly platform: Platform;
  readonly notes: readonly string[];
}

async function writeRing(
  asked: Asked,
  { loaded, platform, notes }: Accepted,
  options: RingOptions,
  terminal: Terminal,
): Promise<number> {
  const text = editedPlatformText(loaded.sources.get(PLATFORM_FILE) ?? '', platform);
  const after = parseFleet(new Map([...loaded.sources, [PLATFORM_FILE, text]]));
  if (after.kind === 'problems') {
    reportProblems(after.problems, options, terminal);
    return EXIT.invalid;
  }
  const sides = [after.records, loaded.fleet.platform, after.platform] as const;
  const own = movedTenants(...sides);
  const moved = [...own, ...movedSources(...sides).filter(({ id }) => !own.some((one) => one.id === id))];
  const ids = new Set(moved.map(({ id }) => id));
  const wanted = new Map([[PLATFORM_FILE, text], ...(await render(after, [...ids], terminal, true))]);
  const present = await readFiles(options.root, [...wanted.keys()]);
  const changes = compareFiles(present, wanted);
  if (!options.plan) await applyChanges(options.root, changes);
  // One that sleeps on the shared instance runs nothing that a release could change.
  const changed = moved.filter(({ id }) => tenantFiles(id).some((path) => changes.additions.has(path)));
  const unsynced = await unsyncedNotes(after, ids, options.root, terminal);
  const written = {
    moved: changed,
    notes: [...notes, ...unsynced],
    changes,
    before: loaded.fleet,
    after: after.platform,
  };
  await reportRing(asked, written, options, terminal);
  return EXIT.done;
}
