import { describe, expect, it } from 'vitest';
import { warnings } from '../../../src/platform/warnings.ts';
import { fleetOf, PLATFORM } from '../../fixtures/fleet.ts';

describe('freeTier.isolation', () => {
  const warningsOf = (isolation: string) =>
    warnings(fleetOf([], `${PLATFORM}freeTier: {isolation: ${isolation}}\n`).platform).filter((line) =>
      line.includes('freeTier.isolation'),
    );

  it('schema is warned about: the application names its schemas', () => {
    expect(warningsOf('schema')).toEqual([
      'platform.yaml: freeTier.isolation: schema does not separate tenants, because all SQL of the application names its schemas; use database',
    ]);
  });

  it('database is not', () => {
    expect(warningsOf('database')).toEqual([]);
  });
});
