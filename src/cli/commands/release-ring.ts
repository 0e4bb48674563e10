import { applyChanges, readFiles } from '../../files/disk.ts';
import { compareFiles, type FileChanges } from '../../files/file-set.ts';
import { type Fleet, parseFleet } from '../../platform/fleet.ts';
import { PLATFORM_FILE } from '../../platform/parse.ts';
import {
  type Moved,
  movedTenants,
  type PromotionResult,
  promote,
  rollback,
} from '../../platform/promotion.ts';
import { channelOf } from '../../platform/rings.ts';
import type { Platform } from '../../platform/schema.ts';
import { editedPlatformText } from '../../platform/serialize.ts';
import { tenantFiles } from '../../synth/paths.ts';
import { type CommonOptions, EXIT, type Loaded, loadFleet, reportProblems } from '../fleet.ts';
import { render } from '../rendering.ts';
import { adviseCommit, listFiles } from '../reporting.ts';
import { count, json, type Terminal, table } from '../terminal.ts';

export interface RingOptions extends CommonOptions {
  readonly plan?: boolean;
  readonly percent?: number;
  readonly messageFile?: string;
}

interface Asked {
  readonly ring: string;
  /** As the commit's subject says it. */
  readonly subject: string;
  readonly decide: (platform: Platform) => PromotionResult;
}

/** `release promote`: a ring, or a share of its tenants, runs another release; one change of files. */
export function releasePromote(version: string, ring: string, options: RingOptions, terminal: Terminal) {
  const { percent } = options;
  const share = percent === undefined ? '' : ` to ${percent} %`;
  const asked = { ring, version, ...(percent === undefined ? {} : { percent }) };
  const decide = (platform: Platform) => promote(platform, asked);
  return changeRing({ ring, subject: `promote ${version}${share}`, decide }, options, terminal);
}

/** `release rollback`: a ring goes back to what it ran before. */
export function releaseRollback(ring: string, options: RingOptions, terminal: Terminal) {
  return changeRing(
    { ring, subject: 'rollback', decide: (platform) => rollback(platform, ring) },
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
  const moved = movedTenants(after.records, loaded.fleet.platform, after.platform);
  const ids = new Set([...moved.map(({ id }) => id), ...movingTenants(after)]);
  const wanted = new Map([[PLATFORM_FILE, text], ...(await render(after, [...ids], terminal, true))]);
  const present = await readFiles(options.root, [...wanted.keys()]);
  const changes = compareFiles(present, wanted);
  if (!options.plan) await applyChanges(options.root, changes);
  // One that sleeps on the shared instance runs nothing that a release could change.
  const changed = moved.filter(({ id }) => tenantFiles(id).some((path) => changes.additions.has(path)));
  const written = { moved: changed, notes, changes, before: loaded.fleet, after: after.platform };
  await report(asked, written, options, terminal);
  return EXIT.done;
}

/** What a move leaves on the shared instance runs its release. */
function movingTenants({ records }: Fleet): string[] {
  return records.filter(({ migration }) => migration !== undefined).map(({ id }) => id);
}

interface Written {
  readonly moved: readonly Moved[];
  readonly notes: readonly string[];
  readonly changes: FileChanges;
  readonly before: Fleet;
  readonly after: Platform;
}

async function report(
  asked: Asked,
  written: Written,
  options: RingOptions,
  terminal: Terminal,
): Promise<void> {
  const { moved, notes, changes, before, after } = written;
  const channel = after.channels[asked.ring];
  const parts = movedParts(before.platform, after);
  const message = commitMessage(asked, written);
  if (options.json) {
    const files = { written: [...changes.additions.keys()], removed: changes.deletions };
    const facts = { ring: asked.ring, outcome: 'changed', channel, tenants: moved, parts, notes };
    terminal.stdout(json({ ...facts, ...files, message, planned: options.plan === true }));
  } else {
    for (const note of notes) terminal.stderr(`warning: ${note}\n`);
    terminal.stdout(`${asked.ring}: ${asked.subject}\n\n`);
    const rows = [...parts, ...moved].map(({ id, from, to }) => [id, from, to]);
    if (rows.length > 0) terminal.stdout(`${table(['TENANT', 'FROM', 'TO'], rows)}\n`);
    terminal.stdout(`${count(moved.length, 'tenant')} changed${pinnedNote(asked.ring, before)}\n`);
    listFiles(changes, options.plan === true, terminal);
  }
  if (!options.plan) await adviseCommit(message, options, terminal);
}

/** System and free tier, where their release is another one. */
function movedParts(before: Platform, after: Platform): Moved[] {
  const runs = (platform: Platform, part: 'system' | 'freeTier') =>
    platform[part].version ?? platform.channels[platform[part].channel]?.version ?? '';
  return (['system', 'freeTier'] as const).flatMap((part) => {
    const [from, to] = [runs(before, part), runs(after, part)];
    return from === to ? [] : [{ id: part === 'system' ? 'the system' : 'the free tier', from, to }];
  });
}

/** Pinned tenants stay where they are; a person may have expected them to move. */
function pinnedNote(ring: string, { platform, records }: Fleet): string {
  const pinned = records.filter(
    (record) =>
      record.version !== undefined &&
      record.status !== 'purged' &&
      channelOf({ ...record, version: undefined }, platform) === ring,
  );
  return pinned.length === 0
    ? ''
    : `; ${pinned.map(({ id }) => id).join(', ')} pinned to a release, unchanged`;
}

/** What `git log` says of it; `tenant history` finds it by the tenants' files. */
function commitMessage({ ring, subject }: Asked, { after }: Written): string {
  const { version, next } = after.channels[ring] ?? {};
  const release = next?.version ?? version;
  return `release(${ring}): ${subject}\n\nRelease: ${release}\nRing: ${ring}\nActor: cli\n`;
}
