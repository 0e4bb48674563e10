import { describe, expect, it } from 'vitest';
import { phaseOf, resolve } from '../../../src/platform/resolve.ts';
import { ACME, BIGSHOP, fleetOf, PETE, PLATFORM } from '../../fixtures/fleet.ts';

const resolved = (record: string, platform = PLATFORM) => {
  const fleet = fleetOf([record], platform);
  const [first] = fleet.records;
  if (first === undefined) throw new Error('no record');
  return resolve(first, fleet.platform);
};
const decided = (record: string, field: string, platform = PLATFORM) => {
  const found = resolved(record, platform).decisions.find((decision) => decision.field === field);
  return found === undefined ? undefined : `${found.value} (${found.from})`;
};

describe('where a value comes from', () => {
  it.each([
    ['version of the stable channel', ACME, 'version', 'v1.0.0 (channel stable (default))'],
    [
      'version of a chosen channel',
      `${ACME}channel: canary\n`,
      'version',
      'v1.1.0 (channel canary (record))',
    ],
    ['a pinned version', `${ACME}version: v1.1.0\n`, 'version', 'v1.1.0 (record (pinned))'],
    [
      'storage of the tier',
      ACME,
      'database.storage',
      '50Gi (platform.yaml tiers.professional.database.storage)',
    ],
    ['storage of the record', `${ACME}storage: 80Gi\n`, 'database.storage', '80Gi (record)'],
    ['replicas', BIGSHOP, 'api.replicas', '3 (platform.yaml tiers.enterprise.api.replicas)'],
    [
      'resources',
      ACME,
      'web.resources',
      '500m CPU 1Gi, at most 1000m CPU 2Gi (platform.yaml tiers.professional.web.resources)',
    ],
    ['a free tenant’s version', PETE, 'version', 'v1.0.0 (channel stable (platform.yaml freeTier.channel))'],
    [
      'a free tenant’s database',
      PETE,
      'database',
      'mechanicbuddy-pete (platform.yaml freeTier.isolation database)',
    ],
  ])('%s', (_what, record, field, wanted) => {
    expect(decided(record, field)).toBe(wanted);
  });
});

it('decides namespace, cluster and host of a dedicated tenant', () => {
  const platform = `${PLATFORM}clusters: {eu: {}, us: {}}\ndefaultCluster: eu\n`;
  expect(resolved(ACME, platform)).toMatchObject({
    kind: 'dedicated',
    namespace: 'tenant-acme',
    cluster: 'eu',
    host: 'acme.example.com',
  });
  expect(resolved(`${ACME}cluster: us\n`, platform)).toMatchObject({ cluster: 'us' });
});

it.each([
  ['active', undefined, 'serving'],
  ['cancelled', undefined, 'serving'],
  ['suspended', undefined, 'stopped'],
  ['archived', undefined, 'stopped'],
  ['purging', undefined, 'unprotected'],
  ['purging', 'unprotected', 'unprotected'],
  ['purging', 'emptied', 'emptied'],
  ['purged', undefined, 'gone'],
] as const)('renders status %s, step %s as %s', (status, purgeStep, phase) => {
  const [record] = fleetOf([ACME]).records;
  if (record === undefined) throw new Error('no record');
  expect(phaseOf({ ...record, status, ...(purgeStep === undefined ? {} : { purgeStep }) })).toBe(phase);
});
