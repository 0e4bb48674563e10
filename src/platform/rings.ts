import { createHash } from 'node:crypto';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import type { Channel, Platform } from './schema.ts';

/** Whom a tenant follows when neither its record nor a share says so. */
export const DEFAULT_CHANNEL = 'stable';

/** A release with the place that decided it. */
export interface Followed {
  readonly value: string;
  readonly from: string;
}

/** Whom a tenant follows: a channel, or the release it is pinned to. */
export type Following = { readonly channel: string; readonly from: string } | { readonly version: string };

/**
 * Whom a record follows: the release that it is pinned to, else a channel: its own, or the one whose share its id falls into, or stable; free and demo tenants
 * follow whom the shared instance follows. In: a record, and the platform.
 */
export function followingOf(record: TenantRecord, platform: Platform): Following {
  if (isShared(record.tier)) return partFollowing(platform.freeTier, 'platform.yaml freeTier');
  if (record.version !== undefined) return { version: record.version };
  if (record.channel !== undefined) return { channel: record.channel, from: 'record' };
  const channel = shareOf(record.id, platform);
  if (channel === undefined) return { channel: DEFAULT_CHANNEL, from: 'default' };
  return { channel, from: `its share of ${platform.channels[channel]?.percent} %` };
}

/** The channel that a record follows; nothing for one that is pinned. */
export function channelOf(record: TenantRecord, platform: Platform): string | undefined {
  const following = followingOf(record, platform);
  return 'channel' in following ? following.channel : undefined;
}

interface Part {
  readonly channel: string;
  readonly version?: string | undefined;
}

function partFollowing({ channel, version }: Part, name: string): Following {
  return version === undefined ? { channel, from: `${name}.channel` } : { version };
}

/** The release that a part of the platform runs: its pin, else its channel's. In: the part, and its name in the file. */
export function followedVersion(part: Part, platform: Platform, name: string): Followed {
  const following = partFollowing(part, name);
  if ('version' in following) return { value: following.version, from: `${name}.version` };
  const { version } = channelNamed(platform, following.channel);
  return { value: version, from: `channel ${following.channel} (${following.from})` };
}

/** The release that a tenant runs, whichever tier it is on. Throws as `tenantVersion` does. */
export function runningVersion(record: TenantRecord, platform: Platform): Followed {
  return isShared(record.tier)
    ? followedVersion(platform.freeTier, platform, 'platform.yaml freeTier')
    : tenantVersion(record, platform);
}

/** The release that a dedicated tenant runs. Throws for a channel that is not there: `parseFleet` refuses its record. */
export function tenantVersion(record: TenantRecord, platform: Platform): Followed {
  const following = followingOf(record, platform);
  if ('version' in following) return { value: following.version, from: `record (${pinText(record)})` };
  const { version, next } = channelNamed(platform, following.channel);
  const from = `channel ${following.channel} (${following.from})`;
  const isAhead = next !== undefined && position(record.id, `rollout:${following.channel}`) < next.percent;
  if (!isAhead) return { value: version, from };
  return { value: next.version, from: `${from}, among the first ${next.percent} %` };
}

function pinText({ channel }: TenantRecord): string {
  return channel === undefined ? 'pinned' : `pinned; channel ${channel} once it is not`;
}

function channelNamed(platform: Platform, name: string): Channel {
  const channel = platform.channels[name];
  if (channel === undefined)
    throw new Error(`channel ${name} is not in platform.yaml: check the record before resolving it`);
  return channel;
}

/**
 * The first channel that takes an id into its share: each by a hash of its own, so another share moves only those that
 * it takes in or lets go, and a share is of the tenants that no channel before has.
 */
function shareOf(id: string, platform: Platform): string | undefined {
  const taking = Object.entries(platform.channels).find(
    ([name, { percent }]) => percent !== undefined && position(id, `channel:${name}`) < percent,
  );
  return taking?.[0];
}

/** Where an id stands between 0 and 100: evenly spread, the same for ever, and another one for each purpose and channel. */
export function position(id: string, purpose: `${'channel' | 'rollout'}:${string}`): number {
  const hash = createHash('sha256').update(`${purpose}:${id}`).digest();
  return (hash.readUInt32BE() / 2 ** 32) * 100;
}
