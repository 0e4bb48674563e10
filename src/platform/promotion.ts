import type { TenantRecord } from '../records/schema.ts';
import { followedVersion, runningVersion } from './rings.ts';
import type { Channel, Platform } from './schema.ts';

/** Parts of the platform that one instance serves: each may be a ring of its own, beside the channels. */
export const PARTS = { 'free-tier': 'freeTier', system: 'system' } as const;
export type PartRing = keyof typeof PARTS;

export interface Promotion {
  readonly version: string;
  /** A channel, or `free-tier` or `system`. */
  readonly ring: string;
  /** Share of the ring's tenants, 1 to 99; the whole ring when nothing is said. */
  readonly percent?: number;
}

/** What a promotion or a rollback makes of the platform; why it makes nothing of it. */
export type PromotionResult =
  | { readonly kind: 'changed'; readonly platform: Platform; readonly notes: readonly string[] }
  | { readonly kind: 'unchanged'; readonly because: string }
  | {
      readonly kind: 'refused';
      readonly field: string;
      readonly message: string;
      readonly found: string;
      readonly allowed: string;
    };

/**
 * Lets a ring, or a share of its tenants, run a release (docs/decisions/rollouts.md).
 *
 * @param platform - a valid one
 */
export function promote(platform: Platform, { version, ring, percent }: Promotion): PromotionResult {
  const releases = Object.keys(platform.releases);
  if (!releases.includes(version))
    return refused('releases', 'no such release', version, `${releases.join(', ')}, or one that you add`);
  const opened = openRing(platform, ring);
  if (opened === undefined) return noSuchRing(platform, ring);
  const { channel } = opened;
  if (percent !== undefined && isPart(ring))
    return refused('channels', 'is one instance, not many tenants', `${percent} % of ${ring}`, 'all of it');
  if (channel.version === version && channel.next === undefined)
    return { kind: 'unchanged', because: `${ring} runs ${version} already` };
  if (channel.next !== undefined && ![channel.next.version, channel.version].includes(version)) {
    const allowed = `${channel.next.version}, or mechanicbuddy release rollback ${ring} before`;
    return refused(`channels.${ring}.next`, 'another release is under way', version, allowed);
  }
  if (percent !== undefined && channel.version === version)
    return refused('channels', 'runs it already', `${version} for ${percent} % of ${ring}`, `no percentage`);
  const promoted = percent === undefined ? whole(channel, version) : partly(channel, version, percent);
  const notes = isPart(ring) ? [] : orderNotes(platform, ring, version);
  return { kind: 'changed', platform: withChannel(opened.platform, ring, promoted), notes };
}

/** Puts a ring back: to what all its tenants ran while another release was under way, else to the release before. */
export function rollback(platform: Platform, ring: string): PromotionResult {
  const channel = openRing(platform, ring)?.channel;
  if (channel === undefined) return noSuchRing(platform, ring);
  const { next, previous, ...rest } = channel;
  if (next !== undefined) {
    const kept = previous === undefined ? rest : { ...rest, previous };
    return { kind: 'changed', platform: withChannel(platform, ring, kept), notes: [] };
  }
  if (previous === undefined || !Object.hasOwn(platform.channels, ring)) {
    const allowed = `mechanicbuddy release promote VERSION ${ring}`;
    return refused(`channels.${ring}.previous`, 'knows no release before', channel.version, allowed);
  }
  return {
    kind: 'changed',
    platform: withChannel(platform, ring, { ...rest, version: previous }),
    notes: [],
  };
}

/** A tenant whose release is another one. */
export interface Moved {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** Tenants that run another release on the platform as it shall be than on the one that is; none that is purged. */
export function movedTenants(
  records: readonly TenantRecord[],
  before: Platform,
  after: Platform,
): readonly Moved[] {
  return records.flatMap((record) => {
    if (record.status === 'purged') return [];
    const [from, to] = [runningVersion(record, before).value, runningVersion(record, after).value];
    return from === to ? [] : [{ id: record.id, from, to }];
  });
}

/**
 * Tenants that have moved from the shared instance, or move back: what is there for them runs its release. In: records, and
 * the platform before and after.
 */
export function movedSources(
  records: readonly TenantRecord[],
  before: Platform,
  after: Platform,
): readonly Moved[] {
  const runs = (platform: Platform) => followedVersion(platform.freeTier, platform, 'freeTier').value;
  const [from, to] = [runs(before), runs(after)];
  return records.flatMap(({ id, migration }) => (migration === undefined ? [] : [{ id, from, to }]));
}

/** A ring's channel. A part that follows the channel of others, or is pinned, gets one of its own. */
function openRing(platform: Platform, ring: string): { channel: Channel; platform: Platform } | undefined {
  const channel = Object.hasOwn(platform.channels, ring) ? platform.channels[ring] : undefined;
  if (!isPart(ring)) return channel === undefined ? undefined : { channel, platform };
  const part = PARTS[ring];
  const { version: pin, ...settings } = platform[part];
  if (channel !== undefined && settings.channel === ring && pin === undefined) return { channel, platform };
  const runs = pin ?? platform.channels[settings.channel]?.version;
  if (runs === undefined) return undefined;
  return { channel: { version: runs }, platform: { ...platform, [part]: { ...settings, channel: ring } } };
}

/** Whether a ring is a part of the platform, which is one instance and has no share. */
export function isPart(ring: string): ring is PartRing {
  return Object.hasOwn(PARTS, ring);
}

function whole({ next: _, ...channel }: Channel, version: string): Channel {
  if (channel.version === version) return channel;
  return { ...channel, version, previous: channel.version };
}

function partly(channel: Channel, version: string, percent: number): Channel {
  return { ...channel, next: { version, percent } };
}

function withChannel(platform: Platform, ring: string, channel: Channel): Platform {
  return { ...platform, channels: { ...platform.channels, [ring]: channel } };
}

/** A release goes through the channels in their order; a person may know why it does not. */
function orderNotes(platform: Platform, ring: string, version: string): string[] {
  const names = Object.keys(platform.channels);
  const skipped = names
    .slice(0, Math.max(0, names.indexOf(ring)))
    .filter((name) => !isPart(name) && platform.channels[name]?.version !== version);
  return skipped.length === 0 ? [] : [`${version} does not run in ${skipped.join(', ')} yet`];
}

function noSuchRing(platform: Platform, ring: string): PromotionResult {
  const rings = [...new Set([...Object.keys(platform.channels), ...Object.keys(PARTS)])];
  return refused('channels', 'no such ring', ring, rings.join(', '));
}

function refused(field: string, message: string, found: string, allowed: string): PromotionResult {
  return { kind: 'refused', field, message, found, allowed };
}
