import { applyChanges, readFiles } from '../../files/disk.ts';
import { compareFiles } from '../../files/file-set.ts';

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
import { defined } from '../../records/defined.ts';
import { tenantFiles } from '../../synth/paths.ts';
import { EXIT } from '../exit.ts';
import { changedFleet, type Loaded, loadFleet, reportProblems } from '../fleet.ts';
import { render } from '../rendering.ts';
import { type RingOptions, type RingRequest, reportRing } from '../ring-report.ts';
import { json, type Terminal } from '../terminal.ts';
import { unsyncedNotes } from '../unsynced.ts';

interface Request extends RingRequest {
  readonly decide: (platform: Platform) => PromotionResult;
}

/** `release promote`: moves a ring, or a share of its tenants, to another release. */
export function releasePromote(version: string, ring: string, options: RingOptions, terminal: Terminal) {
  const { percent } = options;
  const share = percent === undefined ? '' : ` to ${percent} %`;
  const promotion = { ring, version, ...defined({ percent }) };
  const decide = (platform: Platform) => promote(platform, promotion);
  const hasShares = !isPart(ring);
  return changeRing({ ring, subject: `promote ${version}${share}`, decide, hasShares }, options, terminal);
}

/** `release rollback`: returns a ring to the release that it ran before. */
export function releaseRollback(ring: string, options: RingOptions, terminal: Terminal) {
  return changeRing(
    { ring, subject: 'rollback', decide: (platform) => rollback(platform, ring), hasShares: false },
    options,
    terminal,
  );
}

/** Writes `platform.yaml` and the files that it changes, or nothing. */
async function changeRing(request: Request, options: RingOptions, terminal: Terminal): Promise<number> {
  const loaded = await loadFleet(options, terminal);
  if (loaded === undefined) return EXIT.invalid;
  const result = request.decide(loaded.fleet.platform);
  if (result.kind === 'refused') {
    const { kind: _, ...problem } = result;
    reportProblems([{ file: PLATFORM_FILE, ...problem }], options, terminal);
    return EXIT.invalid;
  }
  if (result.kind === 'unchanged') {
    const facts = { ring: request.ring, outcome: 'unchanged', because: result.because };
    terminal.stdout(options.json ? json(facts) : `${result.because}\n`);
    return EXIT.done;
  }
  return writeRing(request, { loaded, ...result }, options, terminal);
}

interface Accepted {
  readonly loaded: Loaded;
  readonly platform: Platform;
  readonly notes: readonly string[];
}

async function writeRing(
  request: Request,
  { loaded, platform, notes }: Accepted,
  options: RingOptions,
  terminal: Terminal,
): Promise<number> {
  const text = editedPlatformText(loaded.sources.get(PLATFORM_FILE) ?? '', platform);
  const after = changedFleet(loaded, [PLATFORM_FILE, text], options, terminal);
  if (after === undefined) return EXIT.invalid;
  const sides = [after.records, loaded.fleet.platform, after.platform] as const;
  const own = movedTenants(...sides);
  const moved = [...own, ...movedSources(...sides).filter(({ id }) => !own.some((one) => one.id === id))];
  const ids = new Set(moved.map(({ id }) => id));
  const wanted = new Map([[PLATFORM_FILE, text], ...(await render(after, [...ids], terminal, true))]);
  const present = await readFiles(options.root, [...wanted.keys()]);
  const changes = compareFiles(present, wanted);
  if (!options.plan) await applyChanges(options.root, changes);
  // A suspended tenant of the shared instance has no files that a release changes.
  const changed = moved.filter(({ id }) => tenantFiles(id).some((path) => changes.additions.has(path)));
  const unsynced = await unsyncedNotes(after, ids, options.root, terminal);
  const written = {
    moved: changed,
    notes: [...notes, ...unsynced],
    changes,
    before: loaded.fleet,
    after: after.platform,
  };
  await reportRing(request, written, options, terminal);
  return EXIT.done;
}
