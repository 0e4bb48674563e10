import { isShared, type Resources, type TenantRecord } from '../records/schema.ts';
import { followedVersion, tenantVersion } from './rings.ts';
import type { Platform } from './schema.ts';
import { tenantDatabase } from './shared-databases.ts';
import type {
  DataPlace,
  Decision,
  DedicatedTenant,
  Phase,
  ResolvedTenant,
  SharedTenant,
  Source,
} from './tenant.ts';

/** A value with the place that decided it. */
interface Choice<T> {
  readonly value: T;
  readonly from: string;
}

/**
 * Decides everything about a tenant: the one place where a default is chosen (docs/architecture.md).
 *
 * @param record - one that `fleetProblems` found valid
 * @returns the tenant, and where each value comes from
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
    isReturning: record.migration?.step === 'detached' || record.migration?.step === 'emptied',
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
  const chosen = dedicatedChoices(record, tier, platform);
  const host = `${record.id}.${platform.domain}`;
  return {
    kind: 'dedicated',
    ...identity(record, host),
    tier,
    namespace: chosen.namespace.value,
    cluster: chosen.cluster.value,
    domains: record.domains,
    version: chosen.version.value,
    api: { replicas: sizes.api.replicas, resources: chosen['api.resources'].value },
    web: { replicas: sizes.web.replicas, resources: chosen['web.resources'].value },
    database: {
      instances: sizes.database.instances,
      storage: chosen['database.storage'].value,
      storageClass: platform.storage.storageClass,
      resources: chosen['database.resources'].value,
    },
    nodePool: platform.nodePools[tier],
    serverName: serverName(record),
    recoverFrom: record.recoverFrom,
    importFrom: record.migration?.step === 'importing' ? dataPlace(record) : undefined,
    decisions: [
      ...statusDecisions(record),
      decision('host', { value: host, from: 'id and platform.yaml domain' }),
      decision('domains', { value: record.domains.join(', ') || 'none', from: 'record' }),
      ...Object.entries(chosen).map(([field, choice]) => decision(field, choice)),
    ],
  };
}

/** The first database's backups lie under its cluster's name, a later one's beside them. */
export function serverName({ id, generation }: TenantRecord): string {
  const cluster = `tenant-${id}-postgresql`;
  return generation === undefined ? cluster : `${cluster}-${generation}`;
}

/**
 * What a move leaves beside the tenant itself: the data where it came from, or the database that is taken back. In: a
 * valid record. Out: nothing for a tenant that does not move.
 */
export function resolveLeft(record: TenantRecord, platform: Platform): Source | DedicatedTenant | undefined {
  const { migration } = record;
  switch (migration?.step) {
    case undefined:
    case 'returned':
      return undefined;
    case 'importing':
      return sourceOf(record, 'importing', platform);
    case 'confirmed':
      return sourceOf(record, 'kept', platform);
    case 'releasing':
      return sourceOf(record, 'releasing', platform);
    case 'detached':
    case 'emptied': {
      const tier = migration.to ?? 'professional';
      const { storage, cluster } = migration;
      const left = resolveDedicated({ ...record, domains: [], storage, cluster }, tier, platform);
      return { ...left, phase: migration.step };
    }
  }
}

function sourceOf(record: TenantRecord, phase: Source['phase'], platform: Platform): Source {
  const version = followedVersion(platform.freeTier, platform, 'platform.yaml freeTier').value;
  const tier = record.migration?.from ?? 'free';
  return { kind: 'source', id: record.id, tier, phase, version, data: dataPlace(record) };
}

function dataPlace({ id, importFrom }: TenantRecord): DataPlace {
  if (importFrom === undefined) throw new Error(`${id} moves without importFrom: check the record before`);
  return { database: importFrom.database, schema: importFrom.schema };
}

/** What is chosen between the record, its tier and the platform, by the name that `tenant show` gives it. */
function dedicatedChoices(record: TenantRecord, tier: DedicatedTenant['tier'], platform: Platform) {
  const { api, web, database } = platform.tiers[tier];
  const from = `platform.yaml tiers.${tier}`;
  const pool = platform.nodePools[tier];
  return {
    namespace: { value: `tenant-${record.id}`, from: 'id' },
    cluster: choose(record.cluster, platform.defaultCluster, 'platform.yaml defaultCluster'),
    version: tenantVersion(record, platform),
    'api.replicas': { value: api.replicas, from: `${from}.api.replicas` },
    'api.resources': choose(record.resources?.api, api.resources, `${from}.api.resources`),
    'web.replicas': { value: web.replicas, from: `${from}.web.replicas` },
    'web.resources': choose(record.resources?.web, web.resources, `${from}.web.resources`),
    'database.instances': { value: database.instances, from: `${from}.database.instances` },
    'database.storage': choose(record.storage, database.storage, `${from}.database.storage`),
    'database.storageClass': {
      value: platform.storage.storageClass,
      from: 'platform.yaml storage.storageClass',
    },
    'database.resources': choose(
      record.resources?.database,
      database.resources,
      `${from}.database.resources`,
    ),
    nodePool: {
      value: nodePoolText(pool?.nodeSelector),
      from: pool === undefined ? 'default' : `platform.yaml nodePools.${tier}`,
    },
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
      return 'stopped';
    case 'archived':
      return record.archiveStep === 'backup' ? 'leaving' : 'stopped';
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

function choose<T>(own: T | undefined, otherwise: T, from: string): Choice<T> {
  return own === undefined ? { value: otherwise, from } : { value: own, from: 'record' };
}

function decision(field: string, { value, from }: Choice<string | number | Resources>): Decision {
  return { field, value: typeof value === 'object' ? sizesText(value) : String(value), from };
}

function sizesText({ requests, limits }: Resources): string {
  return `${requests.cpu} CPU ${requests.memory}, at most ${limits.cpu} CPU ${limits.memory}`;
}

/** A node pool as people read it: the labels of its nodes. */
export function nodePoolText(labels: { readonly [key: string]: string } | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? 'any node' : pairs.join(',');
}
