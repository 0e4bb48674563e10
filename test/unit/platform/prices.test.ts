import { describe, expect, it } from 'vitest';
import { unitPrices } from '../../../src/platform/prices.ts';
import { fleetOf, PLATFORM, problemLines } from '../../fixtures/fleet.ts';

const platformWith = (text: string) => fleetOf([], PLATFORM + text).platform;

describe('prices', () => {
  it('are the price list’s for mechanics, and examples for what is reserved', () => {
    expect(platformWith('').prices).toEqual({
      currency: 'USD',
      regions: { default: { cpu: 16, memory: 2, storage: 0.1 } },
      perMechanic: { free: 0, demo: 0, professional: 20, enterprise: 15 },
    });
  });

  it('of a region are those of default where it says nothing', () => {
    const { regions } = platformWith('prices: {regions: {default: {cpu: 20}, eu: {storage: 0.15}}}\n').prices;
    expect(regions).toEqual({
      default: { cpu: 20, memory: 2, storage: 0.1 },
      eu: { cpu: 20, memory: 2, storage: 0.15 },
    });
  });

  it('follow the cluster’s region', () => {
    const platform = platformWith(
      'clusters: {in-cluster: {}, far: {region: eu}}\nprices: {regions: {eu: {cpu: 18}}}\n',
    );
    expect([unitPrices(platform, 'in-cluster').cpu, unitPrices(platform, 'far').cpu]).toEqual([16, 18]);
  });
});

describe('are refused', () => {
  it.each([
    [
      'prices: {regions: {default: {cpu: -1}}}',
      'prices.regions.default.cpu: is not allowed (found -1; allowed: 0 to 1000000, with at most four decimals)',
    ],
    [
      'prices: {perMechanic: {professional: 20.00001}}',
      'prices.perMechanic.professional: has too many decimals (found 20.00001; allowed: 0 to 1000000, with at most four decimals)',
    ],
    [
      'prices: {regions: {eu: {disk: 1}}}',
      'prices.regions.eu.disk: no such field (allowed: cpu, memory, storage)',
    ],
    [
      'prices: {currency: dollars}',
      'prices.currency: is not allowed (found "dollars"; allowed: three capital letters such as USD (ISO 4217))',
    ],
    [
      'clusters: {in-cluster: {region: mars}}',
      'clusters.in-cluster.region: no such region (found "mars"; allowed: default)',
    ],
  ])('%s', (text, line) => {
    expect(problemLines([], `${PLATFORM}${text}\n`)).toEqual([`platform.yaml:10: ${line}`]);
  });
});
