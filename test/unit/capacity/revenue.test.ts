import { describe, expect, it } from 'vitest';
import { monthlyRevenue } from '../../../src/capacity/revenue.ts';
import { ACME, BIGSHOP, fleetOf, PETE, PLATFORM, TRYOUT } from '../../fixtures/fleet.ts';

function revenue(record: string, platform = PLATFORM): number {
  const fleet = fleetOf([record], platform);
  return fleet.records.reduce((sum, one) => sum + monthlyRevenue(one, fleet.platform), 0);
}

describe('the price list, in cents', () => {
  it.each([
    ['free: nothing', PETE, 0],
    ['demo: nothing', TRYOUT, 0],
    ['professional: 4 mechanics at 20', ACME, 8000],
    ['enterprise: 26 mechanics at 15', BIGSHOP, 39_000],
  ])('%s', (_, record, cents) => {
    expect(revenue(record)).toBe(cents);
  });

  it('can be changed', () => {
    const platform = `${PLATFORM}prices: {perMechanic: {professional: 24.5, free: 1}}\n`;
    expect([revenue(ACME, platform), revenue(PETE, platform), revenue(BIGSHOP, platform)]).toEqual([
      9800, 100, 39_000,
    ]);
  });
});

describe('who pays', () => {
  const STRIPE = (state: string) =>
    `billing: {subscription: sub_1, events: {sub_1: {subscription: {id: evt_1, created: "2026-11-01T00:00:00Z", state: ${state}, tier: professional, mechanics: 4}}}}\n`;
  const cancelled = `${ACME}status: cancelled\nendsAt: 2026-12-23T09:00:00Z\n`;
  it.each([
    ['active', ACME, true],
    ['cancelled, until its endsAt', cancelled, true],
    ['cancelled while its subscription runs', cancelled + STRIPE('running'), true],
    ['cancelled, its subscription over', cancelled + STRIPE('deleted'), false],
    ['suspended by billing', `${ACME}status: suspended\nsuspendedBy: billing\n`, false],
    ['suspended by an administrator', `${ACME}status: suspended\nsuspendedBy: admin\n`, false],
    ['archived', `${ACME}status: archived\npurgeAfter: 2026-12-31T00:00:00Z\n`, false],
    ['purging', `${ACME}status: purging\n`, false],
    ['purged', `${ACME}status: purged\n`, false],
  ])('%s', (_, record, pays) => {
    expect(revenue(record)).toBe(pays ? 8000 : 0);
  });
});
