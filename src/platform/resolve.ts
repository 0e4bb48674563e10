import { isShared, type Resources, type TenantRecord } from '../records/schema.ts';
import type { Platform } from './schema.ts';
import { tenantDatabase } from './shared-databases.ts';
import type { Decision, DedicatedTenant, Phase, ResolvedTenant, SharedTenant } from './tenant.ts';

/** A value with the place that decided it. */
interface Choice<T> {
  readonly value: T;
  readonly from: string;
}

/**
 * Decides everything about a tenant: the one place where a default is chosen (design, “Rooms”).
 * In: a record that `fleetProblems` found valid, and the platform. Out: the tenant and where each value is from.
 */
export function resolve(record: TenantRecord, platform: Platform): ResolvedTenant {
  return isShared(record.tier)
    ? resolveShared(record, record.tier, platform)
    : resolveDedicated(record, record.tier, platform);
}

function resolveShared(record: TenantRecord, tier: 'free' | 'demo', platform: Platform): SharedTenant {
  const host = `${record.id}.${platform.domain}`;
  const version = followedVersion(platform.freeTier, platform, 'platform.yaml freeTier');
  const data = tenantDatabase(platform, record.id);
  return {
    kind: 'shared',
    ...identity(record, host),
    tier,
    data,
    version: version.value,
    decisions: [
      ...statusDecisions(record),
      decision('host', { value: host, from: 'id and platform.yaml domain' }),
      decision('version', version),
      decision('database', {
        value: data.schema === undefined ? data.database : `${data.database}, schema ${data.schema}`,
        from: `platform.yaml freeTier.isolation ${platform.freeTier.isolation}`,
      }),
    ],
  };
}

function resolveDedicated(
  record: TenantRecord,
  tier: DedicatedTenant['tier'],
  platform: Platform,
): DedicatedTenant {
  const sizes = platform.tiers[tier];
  const fromTier = `platform.yaml tiers.${tier}`;
  const host = `${record.id}.${platform.domain}`;
  const version = recordVersion(record, platform);
  const cluster = choose(record.cluster, platform.defaultCluster, 'platform.yaml defaultCluster');
  const storage = choose(record.storage, sizes.database.storage, `${fromTier}.database.storage`);
  const resources = {
    api: choose(record.resources?.api, sizes.api.resources, `${fromTier}.api.resources`),
    web: choose(record.resources?.web, sizes.web.resources, `${fromTier}.web.resources`),
    database: choose(record.resources?.database, sizes.database.resources, `${fromTier}.database.resources`),
  };
  return {
    kind: 'dedicated',
    ...identity(record, host),
    tier,
    namespace: `tenant-${record.id}`,
    cluster: cluster.value,
    domains: record.domains,
    version: version.value,
    api: { replicas: sizes.api.replicas, resources: resources.api.value },
    web: { replicas: sizes.web.replicas, resources: resources.web.value },
    database: {
      instances: sizes.database.instances,
      storage: storage.value,
      storageClass: platform.storage.storageClass,
      resources: resources.database.value,
    },
    nodePool: platform.nodePools[tier],
    decisions: [
      ...statusDecisions(record),
      decision('namespace', { value: `tenant-${record.id}`, from: 'id' }),
      decision('cluster', cluster),
      decision('host', { value: host, from: 'id and platform.yaml domain' }),
      decision('domains', {
        value: record.domains.join(', ') || 'none',
        from: record.domains.length > 0 ? 'record' : 'default',
      }),
      decision('version', version),
      decision('api.replicas', { value: sizes.api.replicas, from: `${fromTier}.api.replicas` }),
      decision('api.resources', resources.api),
      decision('web.replicas', { value: sizes.web.replicas, from: `${fromTier}.web.replicas` }),
      decision('web.resources', resources.web),
      decision('database.instances', {
        value: sizes.database.instances,
        from: `${fromTier}.database.instances`,
      }),
      decision('database.storage', storage),
      decision('database.storageClass', {
        value: platform.storage.storageClass,
        from: 'platform.yaml storage.storageClass',
      }),
      decision('database.resources', resources.database),
      decision('nodePool', {
        value: labelText(platform.nodePools[tier]?.nodeSelector),
        from: platform.nodePools[tier] === undefined ? 'default' : `platform.yaml nodePools.${tier}`,
      }),
    ],
  };
}

function identity(record: TenantRecord, host: string) {
  const { id, name, ownerEmail, status } = record;
  return { id, name, ownerEmail, status, phase: phaseOf(record), host };
}

/** What a record's status means for what is rendered. */
export function phaseOf(record: TenantRecord): Phase {
  switch (record.status) {
    case 'active':
    case 'cancelled':
      return 'serving';
    case 'suspended':
    case 'archived':
      return 'stopped';
    case 'purging':
      return record.purgeStep === 'emptied' ? 'emptied' : 'unprotected';
    case 'purged':
      return 'gone';
  }
}

function statusDecisions(record: TenantRecord): Decision[] {
  return [
    decision('tier', { value: record.tier, from: 'record' }),
    decision('mechanics', { value: record.mechanics, from: 'record' }),
    decision('status', { value: record.status, from: 'record' }),
    decision('rendered as', { value: phaseOf(record), from: `status ${record.status}` }),
  ];
}

function recordVersion(record: TenantRecord, platform: Platform): Choice<string> {
  if (record.version !== undefined) return { value: record.version, from: 'record (pinned)' };
  const channel = choose(record.channel, 'stable', 'default');
  return {
    value: channelVersion(platform, channel.value),
    from: `channel ${channel.value} (${channel.from})`,
  };
}

/** The release that a part of the platform runs: its pin, else its channel's. */
export function followedVersion(
  part: { readonly channel: string; readonly version?: string | undefined },
  platform: Platform,
  name: string,
): Choice<string> {
  if (part.version !== undefined) return { value: part.version, from: `${name}.version` };
  return { value: channelVersion(platform, part.channel), from: `channel ${part.channel} (${name}.channel)` };
}

function channelVersion(platform: Platform, channel: string): string {
  const version = platform.channels[channel];
  if (version === undefined)
    throw new Error(`channel ${channel} is not in platform.yaml: check the record before resolving it`);
  return version;
}

function choose<T>(own: T | undefined, otherwise: T, from: string): Choice<T> {
  return own === undefined ? { value: otherwise, from } : { value: own, from: 'record' };
}

function decision(field: string, { value, from }: Choice<string | number | Resources>): Decision {
  return { field, value: typeof value === 'object' ? sizesText(value) : String(value), from };
}

function sizesText({ requests, limits }: Resources): string {
  return `${requests.cpu} CPU ${requests.memory}, at most ${limits.cpu} CPU ${limits.memory}`;
}

function labelText(labels: { readonly [key: string]: string } | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? 'any node' : pairs.join(',');
}
