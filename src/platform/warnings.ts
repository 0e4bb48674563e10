import { postgresqlRisk } from './postgresql.ts';
import { githubRepository, provisionerRepository } from './provisioner.ts';
import { FALLBACK_REGISTRY } from './releases.ts';
import type { Platform } from './schema.ts';
import { dedicatedTiers } from './tiers.ts';

const NO_REPOSITORY =
  'platform.yaml: system.provisioner.github.repository: repository.url is not at github.com, so the webhook service is not deployed; name owner/name, or set enabled: false';

const NO_REGISTRY = `platform.yaml: images.registry: repository.url is not at github.com, so images come from ${FALLBACK_REGISTRY}, where nobody may publish; name where your CI publishes`;

const SCHEMA_ISOLATION =
  'platform.yaml: freeTier.isolation: schema does not separate tenants, because all SQL of the application names its schemas; use database';

/** Dedicated tiers without a price, whose tenants bring no revenue in the figures of `cost`. */
function unpricedTiers(platform: Platform): string[] {
  return dedicatedTiers(platform)
    .filter((tier) => platform.prices.perMechanic[tier] === undefined)
    .map(
      (tier) =>
        `platform.yaml: prices.perMechanic.${tier}: is missing, so mechanicbuddy cost counts no revenue for this tier; set the price`,
    );
}

/**
 * Finds settings that are allowed but will cause trouble.
 * @returns One sentence for each: the field, the trouble, and what to set instead.
 */
export function warnings(platform: Platform): string[] {
  const classes = {
    'storage.storageClass': platform.storage.storageClass,
    'system.database.storageClass': platform.system.database.storageClass,
  };
  const fixed = Object.entries(classes).filter(([, name]) => name === 'local-path');
  const noRepository =
    platform.system.provisioner.enabled && provisionerRepository(platform) === undefined
      ? [NO_REPOSITORY]
      : [];
  const storage = fixed.map(
    ([field]) =>
      `platform.yaml: ${field}: local-path volumes cannot grow; choose a class that allows expansion before a database fills up`,
  );
  const risk = postgresqlRisk(platform.images.postgresql);
  const image =
    risk === undefined ? [] : [`platform.yaml: images.postgresql: ${platform.images.postgresql} ${risk}`];
  const isRegistryKnown =
    platform.images.registry !== undefined || githubRepository(platform.repository.url) !== undefined;
  return [
    ...storage,
    ...noRepository,
    ...image,
    ...(isRegistryKnown ? [] : [NO_REGISTRY]),
    ...(platform.freeTier.isolation === 'schema' ? [SCHEMA_ISOLATION] : []),
    ...unpricedTiers(platform),
  ];
}
