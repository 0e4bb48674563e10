import type { FileChanges } from '../files/file-set.ts';
import { mostAtOnce } from '../gate/gate.ts';
import type { Fleet } from '../platform/fleet.ts';
import type { Moved } from '../platform/promotion.ts';
import { channelOf } from '../platform/rings.ts';
import type { Platform } from '../platform/schema.ts';
import type { CommonOptions } from './fleet.ts';
import { adviseCommit, listFiles } from './reporting.ts';
import { count, json, type Terminal, table } from './terminal.ts';

export interface RingOptions extends CommonOptions {
  readonly plan?: boolean;
  readonly percent?: number;
  readonly messageFile?: string;
}

export interface AskedRing {
  readonly ring: string;
  /** As the commit's subject says it. */
  readonly subject: string;
  /** Whether a share of its tenants could be asked for. */
  readonly hasShares: boolean;
}

/** A ring that was changed, and what of the files. */
export interface WrittenRing {
  readonly moved: readonly Moved[];
  readonly notes: readonly string[];
  readonly changes: FileChanges;
  readonly before: Fleet;
  readonly after: Platform;
}

/** Tells what a promotion or a rollback changed, and which message its commit shall have. */
export async function reportRing(
  asked: AskedRing,
  written: WrittenRing,
  options: RingOptions,
  terminal: Terminal,
): Promise<void> {
  const { moved, changes, before, after } = written;
  const notes = [...written.notes, ...crowdNotes(asked, written)];
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
    const { additions, deletions } = changes;
    listFiles({ written: [...additions.keys()], removed: deletions }, options.plan === true, terminal);
  }
  if (!options.plan) await adviseCommit(message, options, terminal);
}

/** The gate will ask: better known before the pull request than in it. */
function crowdNotes({ hasShares }: AskedRing, { moved, before }: WrittenRing): string[] {
  const { gate } = before.platform;
  const most = mostAtOnce(before.records, before.platform);
  if (moved.length <= most) return [];
  const limit =
    most === gate.maxTenants ? `maxTenants (${most})` : `maxPercent (${gate.maxPercent} %: ${most})`;
  const share = hasShares ? 'promote a share with --percent, or ' : '';
  const said = `“${gate.trailer}: too-many-tenants”`;
  return [`${moved.length} tenants are more than gate.${limit}: ${share}add ${said} to the commit’s message`];
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
function commitMessage({ ring, subject }: AskedRing, { after }: WrittenRing): string {
  const { version, next } = after.channels[ring] ?? {};
  const release = next?.version ?? version;
  return `release(${ring}): ${subject}\n\nRelease: ${release}\nRing: ${ring}\nActor: cli\n`;
}
