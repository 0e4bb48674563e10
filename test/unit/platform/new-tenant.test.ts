import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deriveId, newTenantRecord } from '../../../src/platform/new-tenant.ts';
import { newIdSchema } from '../../../src/records/new-id.ts';
import { ID_PATTERN } from '../../../src/records/schema.ts';
import { fleetOf } from '../../fixtures/fleet.ts';

const free = () => false;

it.each([
  ['ACME Auto Repair', 'acme-auto-repair'],
  ['Große Straße Garage', 'grosse-strasse-garage'],
  ['GROẞE STRAẞE', 'grosse-strasse'],
  ['Łódź Auto', 'lodz-auto'],
  ['Zürich Auto Café', 'zuerich-auto-cafe'],
  ['Mu\u0308ller & So\u0308hne', 'mueller-soehne'],
  ['ÄÖÜ Öl', 'aeoeue-oel'],
  ['Ærø Værksted', 'aero-vaerksted'],
  ['İstanbul Oto', 'istanbul-oto'],
  ['Автосервис Москва', 'avtoservis-moskva'],
  ['Συνεργείο', 'synergeio'],
  ['Ｆｕｌｌ ﬁt', 'full-fit'],
  ["Pete's Garage", 'petes-garage'],
  ['O’Brien', 'obrien'],
  ['🚗 Cars 🔧', 'cars'],
  ['4x4 Heroes', 'x4-heroes'],
  ['A -- B', 'a-b'],
  ['The Longest Workshop Name There Is', 'the-longest-workshop'],
  ['Wohnmobilreparaturen und Kfz', 'wohnmobilreparaturen'],
  ['Donaudampfschifffahrtsgesellschaft', 'donaudampfschifffahrtsg'],
  ['no', 'no-abc123'],
  ['修理工場', 'xiuligongchang'],
  ['🔧🔧🔧', 'workshop-abc123'],
  ['', 'workshop-abc123'],
  ['API', 'api-abc123'],
])('makes an id from %s', (name, id) => {
  expect(deriveId(name, free, 'abc123')).toBe(id);
});

it('cuts between words for a suffix too', () => {
  const isTaken = (id: string) => !id.endsWith('-abc123');
  expect(deriveId('Große Straße Garage', isTaken, 'abc123')).toBe('grosse-strasse-abc123');
  expect(deriveId('Donaudampfschifffahrt', isTaken, 'abc123')).toBe('donaudampfschiff-abc123');
});

it('leaves a word out that is reserved wherever it stands', () => {
  const isTaken = (id: string) => id.includes('login');
  expect(deriveId('PayPal Login', isTaken, 'abc123')).toBe('workshop-abc123');
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
      expect(newIdSchema.safeParse(id).success).toBe(true);
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
