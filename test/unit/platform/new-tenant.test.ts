import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deriveId, newTenantRecord } from '../../../src/platform/new-tenant.ts';
import { ID_PATTERN } from '../../../src/records/schema.ts';
import { fleetOf } from '../../fixtures/fleet.ts';

const free = () => false;

it.each([
  ['ACME Auto Repair', 'acme-auto-repair'],
  ['Zürich Auto Café', 'zurich-auto-cafe'],
  ["Pete's Garage", 'pete-s-garage'],
  ['4x4 Heroes', 'x4-heroes'],
  ['The Longest Workshop Name There Is', 'the-longest-workshop'],
  ['no', 'no-abc123'],
  ['修理工場', 'workshop-abc123'],
  ['API', 'api-abc123'],
])('makes an id from %s', (name, id) => {
  expect(deriveId(name, free, 'abc123')).toBe(id);
});

it('adds the suffix when the id is taken', () => {
  expect(deriveId('ACME', (id) => id === 'acme', 'abc123')).toBe('acme-abc123');
});

it('makes a valid id from any name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
      const id = deriveId(name, free, 'abc123');
      expect(id).toMatch(ID_PATTERN);
      expect(id.length).toBeGreaterThanOrEqual(3);
      expect(id.length).toBeLessThanOrEqual(30);
    }),
  );
});

it('ends a demo after the trial, and starts every tier with its fewest mechanics', () => {
  const { platform } = fleetOf([]);
  const now = new Date('2026-11-23T10:00:00.123Z');
  const asked = { id: 'try', name: 'Try', ownerEmail: 'a@b.example' } as const;
  expect(newTenantRecord({ ...asked, tier: 'demo' }, platform, now)).toMatchObject({
    mechanics: 1,
    createdAt: '2026-11-23T10:00:00Z',
    trialEndsAt: '2026-11-30T10:00:00Z',
  });
  const paid = newTenantRecord(
    { ...asked, tier: 'enterprise', billing: { customer: 'cus_1' } },
    platform,
    now,
  );
  expect(paid).toMatchObject({ mechanics: 11, billing: { customer: 'cus_1' } });
  expect(paid.trialEndsAt).toBeUndefined();
});
