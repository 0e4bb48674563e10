import { tenantNamespace, tenantPostgresql } from '../records/names.ts';
import type { TenantRecord } from '../records/schema.ts';
import { isShared } from '../records/tiers.ts';
import { choose, decision, nodePoolText, statusDecisions } from './decisions.ts';
import { tenantHost } from './host.ts';
import { followedVersion, tenantVersion } from './rings.ts';
import type { Platform } from './schema.ts';
import { tenantDatabase } from './shared-databases.ts';
import type {
  DataPlace,
  DedicatedTenant,
  Explained,
  Phase,
  ResolvedTenant,
  SharedTenant,
  Source,
  TenantPart,
  Words,
} from './tenant.ts';
import { tierValues } from './tiers.ts';

/**
 * Decides everything about a tenant: the one place where a default is chosen (docs/architecture.md).
 *
 * @param record - a record that `fleetProblems` found valid
 * @returns the tenant, and where each of its values comes from
 */
export function resolve(record: TenantRecord, platform: Platform): Explained<ResolvedTenant> {
  return resolveTenant(record, platform, record);
}

/**
 * What a move leaves beside the tenant itself: the data where it came from, or the database that is taken back.
 *
 * @param record - a record that `fleetProblems` found valid
 * @returns nothing for a tenant that does not move
 */
export function resolveLeft(record: TenantRecord, platform: Platform): Source | DedicatedTenant | undefined {
  return resolveBeside(record, platform, record);
}

/**
 * Every side of a tenant: two while it moves. The record decides, and the words are only written: the parts of two
 * tenants that differ by their words only are the same but for them.
 *
 * @param words - as many domains as the record has
 */
export function resolveParts<Word extends string>(
  record: TenantRecord,
  platform: Platform,
  words: Words<Word>,
): TenantPart<Word>[] {
  const { decisions: _, ...tenant } = resolveTenant(record, platform, words);
  const beside = resolveBeside(record, platform, words);
  return [tenant, ...(beside === undefined ? [] : [beside])];
}

function resolveTenant<Word extends string>(
  record: TenantRecord,
  platform: Platform,
  words: Words<Word>,
): Explained<ResolvedTenant<Word>> {
  return isShared(record.tier)
    ? resolveShared(record, record.tier, platform, words)
    : resolveDedicated(record, record.tier, platform, words);
}

function resolveShared<Word extends string>(
  record: TenantRecord,
  tier: SharedTenant['tier'],
  platform: Platform,
  words: Words<Word>,
): Explained<SharedTenant<Word>> {
  const { id, name, ownerEmail } = words;
  const phase = phaseOf(record);
  const host = tenantHost(id, platform);
  const version = followedVersion(platform.freeTier, platform, 'platform.yaml freeTier');
  const data = tenantDatabase(platform, id);
  return {
    kind: 'shared',
    id,
    name,
    ownerEmail,
    phase,
    host,
    tier,
    passwordGeneration: record.passwordGeneration,
    data,
    isReturning: record.migration?.step === 'detached' || record.migration?.step === 'emptied',
    version: version.value,
    decisions: [
      ...statusDecisions(record, phase),
      decision('host', { value: host, from: 'id and platform.yaml domain' }),
      decision('version', version),
      decision('database', {
        value: data.schema === undefined ? data.database : `${data.database}, schema ${data.schema}`,
        from: `platform.yaml freeTier.isolation ${platform.freeTier.isolation}`,
      }),
    ],
  };
}

function resolveDedicated<Word extends string>(
  record: TenantRecord,
  tier: DedicatedTenant['tier'],
  platform: Platform,
  words: Words<Word>,
): Explained<DedicatedTenant<Word>> {
  const { id, name, ownerEmail, domains } = words;
  const sizes = tierValues(tier, platform);
  const chosen = dedicatedChoices(record, tier, platform, id);
  const phase = phaseOf(record);
  const host = tenantHost(id, platform);
  return {
    kind: 'dedicated',
    id,
    name,
    ownerEmail,
    phase,
    host,
    tier,
    passwordGeneration: record.passwordGeneration,
    namespace: chosen.namespace.value,
    cluster: chosen.cluster.value,
    domains,
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
    serverName: serverName({ id, generation: record.generation }),
    recoverFrom: recoverFrom(record, id),
    importFrom: record.migration?.step === 'importing' ? dataPlace(record, platform, id) : undefined,
    decisions: [
      ...statusDecisions(record, phase),
      decision('host', { value: host, from: 'id and platform.yaml domain' }),
      decision('domains', { value: domains.join(', ') || 'none', from: 'record' }),
      ...Object.entries(chosen).map(([field, choice]) => decision(field, choice)),
    ],
  };
}

/** The first database's backups lie under its cluster's name, a later one's beside them. */
export function serverName({ id, generation }: Pick<TenantRecord, 'id' | 'generation'>): string {
  const cluster = tenantPostgresql(id);
  return generation === undefined ? cluster : `${cluster}-${generation}`;
}

/** The earlier database that a record names, whose name begins like that of every database of the tenant. */
function recoverFrom(record: TenantRecord, id: string): string | undefined {
  const number = record.recoverFrom?.slice(tenantPostgresql(record.id).length);
  return number === undefined ? undefined : `${tenantPostgresql(id)}${number}`;
}

function resolveBeside<Word extends string>(
  record: TenantRecord,
  platform: Platform,
  words: Words<Word>,
): Source<Word> | DedicatedTenant<Word> | undefined {
  const { migration } = record;
  switch (migration?.step) {
    case undefined:
    case 'returned':
      return undefined;
    case 'importing':
      return sourceOf(record, 'importing', platform, words.id);
    case 'confirmed':
      return sourceOf(record, 'kept', platform, words.id);
    case 'releasing':
      return sourceOf(record, 'releasing', platform, words.id);
    case 'detached':
    case 'emptied': {
      if (migration.to === undefined)
        throw new Error(`${record.id}: migration.to is missing: validate the record first`);
      const { storage, cluster } = migration;
      const left = resolveDedicated({ ...record, storage, cluster }, migration.to, platform, {
        ...words,
        domains: [],
      });
      const { decisions: _, ...tenant } = left;
      return { ...tenant, phase: migration.step };
    }
  }
}

function sourceOf<Word extends string>(
  record: TenantRecord,
  phase: Source['phase'],
  platform: Platform,
  id: Word,
): Source<Word> {
  const version = followedVersion(platform.freeTier, platform, 'platform.yaml freeTier').value;
  const tier = record.migration?.from ?? 'free';
  return { kind: 'source', id, tier, phase, version, data: dataPlace(record, platform, id) };
}

/** Where a moving tenant's data lies: a valid record names its own place in the shared PostgreSQL, and no other. */
function dataPlace(record: TenantRecord, platform: Platform, id: string): DataPlace {
  if (record.importFrom === undefined)
    throw new Error(`${record.id} moves without importFrom: validate the record first`);
  return tenantDatabase(platform, id);
}

/** What is chosen between the record, its tier and the platform, by the name that `tenant show` gives it. */
function dedicatedChoices(
  record: TenantRecord,
  tier: DedicatedTenant['tier'],
  platform: Platform,
  id: string,
) {
  const { api, web, database } = tierValues(tier, platform);
  const from = `platform.yaml tiers.${tier}`;
  const pool = platform.nodePools[tier];
  return {
    namespace: { value: tenantNamespace(id), from: 'id' },
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
