import type { FileChanges } from '../files/file-set.ts';
import { mostAtOnce } from '../gate/gate.ts';
import type { Fleet } from '../platform/fleet.ts';
import type { Moved } from '../platform/promotion.ts';
import { channelOf } from '../platform/rings.ts';
import type { Platform } from '../platform/schema.ts';
import type { CommonOptions } from './fleet.ts';
import { adviseCommit, printFiles } from './reporting.ts';
import { count, json, type Terminal, table } from './terminal.ts';

export interface RingOptions extends CommonOptions {
  readonly plan?: boolean;
  readonly percent?: number;
  readonly messageFile?: string;
}

/** The change of a ring that a person requests. */
export interface RingRequest {
  readonly ring: string;
  /** The commit's subject, without its prefix. */
  readonly subject: string;
  /** Whether `--percent` is possible. */
  readonly hasShares: boolean;
}

/** A change of a ring and the files that it writes. */
interface WrittenRing {
  readonly moved: readonly Moved[];
  readonly notes: readonly string[];
  readonly changes: FileChanges;
  readonly before: Fleet;
  readonly after: Platform;
}

/** Prints what a promotion or a rollback changed, and the commit message to use. */
export async function reportRing(
  request: RingRequest,
  written: WrittenRing,
  options: RingOptions,
  terminal: Terminal,
): Promise<void> {
  const { moved, changes, before, after } = written;
  const notes = [...written.notes, ...crowdNotes(request, written)];
  const channel = after.channels[request.ring];
  const parts = movedParts(before.platform, after);
  const message = ringMessage(request, written);
  if (options.json) {
    const files = { written: [...changes.additions.keys()], removed: changes.deletions };
    const facts = { ring: request.ring, outcome: 'changed', channel, tenants: moved, parts, notes };
    terminal.stdout(json({ ...facts, ...files, message, planned: options.plan === true }));
  } else {
    for (const note of notes) terminal.stderr(`warning: ${note}\n`);
    terminal.stdout(`${request.ring}: ${request.subject}\n\n`);
    const rows = [...parts, ...moved].map(({ id, from, to }) => [id, from, to]);
    if (rows.length > 0) terminal.stdout(`${table(['TENANT', 'FROM', 'TO'], rows)}\n`);
    terminal.stdout(`${count(moved.length, 'tenant')} changed${pinnedNote(request.ring, before)}\n`);
    const { additions, deletions } = changes;
    printFiles({ written: [...additions.keys()], removed: deletions }, options.plan === true, terminal);
  }
  if (!options.plan) await adviseCommit(message, options, terminal);
}

/** Warns that the gate will reject the change, before it rejects the pull request. */
function crowdNotes({ hasShares }: RingRequest, { moved, before }: WrittenRing): string[] {
  const { gate } = before.platform;
  const most = mostAtOnce(before.records, before.platform);
  if (moved.length <= most) return [];
  const limit =
    most === gate.maxTenants ? `maxTenants (${most})` : `maxPercent (${gate.maxPercent} %: ${most})`;
  const share = hasShares ? 'promote a share with --percent, or ' : '';
  const trailer = `“${gate.trailer}: too-many-tenants”`;
  return [
    `${moved.length} tenants are more than gate.${limit}: ${share}add ${trailer} to the commit message`,
  ];
}

/** System and free tier, if their release changes. */
function movedParts(before: Platform, after: Platform): Moved[] {
  const runs = (platform: Platform, part: 'system' | 'freeTier') =>
    platform[part].version ?? platform.channels[platform[part].channel]?.version ?? '';
  return (['system', 'freeTier'] as const).flatMap((part) => {
    const [from, to] = [runs(before, part), runs(after, part)];
    return from === to ? [] : [{ id: part === 'system' ? 'the system' : 'the free tier', from, to }];
  });
}

/** Names pinned tenants of the ring, which a person may have expected to move. */
function pinnedNote(ring: string, { platform, records }: Fleet): string {
  const pinned = records.filter(
    (record) =>
      record.version !== undefined &&
      record.status !== 'purged' &&
      channelOf({ ...record, version: undefined }, platform) === ring,
  );
  return pinned.length === 0
    ? ''
    : `; not changed, because pinned to a release: ${pinned.map(({ id }) => id).join(', ')}`;
}

/** The commit message. `tenant history` finds the commit by the tenants' files. */
function ringMessage({ ring, subject }: RingRequest, { after }: WrittenRing): string {
  const { version, next } = after.channels[ring] ?? {};
  const release = next?.version ?? version;
  return `release(${ring}): ${subject}\n\nRelease: ${release}\nRing: ${ring}\nActor: cli\n`;
}
