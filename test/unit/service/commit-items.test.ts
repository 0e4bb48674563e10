import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commitItem, tenantCommitItem } from '../../../src/service/commit-items.ts';
import { foreignText } from '../../fixtures/foreign-text.ts';

const past = (message: string) => ({ commit: 'c'.repeat(40), at: '2026-11-23T09:00:00.000Z', message });
const BATCH = `tenants: 3 changes

tenant(acme): suspend
signups: sub_1 waits for its checkout
tenant(pete): signup free

Tenant: acme
Event-Id: evt_1
Actor: stripe
Event-Id: evt_2
Actor: stripe
Tenant: pete
Event-Id: signup-1
Actor: portal`;

it('a commit’s item has its subject, whatever its trailers are', () => {
  fc.assert(
    fc.property(foreignText, (text) => {
      expect(commitItem(past(`x\n\nTenant: ${text}`)).subject).toBe('x');
    }),
  );
});

it('a commit’s item holds a hundred changes, and says how many more there are', () => {
  const many = Array.from({ length: 130 }, (_, i) => `Tenant: t${i}`).join('\n');
  const { changes, more, subject } = commitItem(past(`promote v1.3.0\n\n${many}`));
  expect([changes.length, more, subject]).toEqual([100, 30, 'promote v1.3.0']);
  expect(commitItem(past(BATCH)).more).toBe(undefined);
});

it('a tenant’s own item says what was done to it, and by whom', () => {
  expect(tenantCommitItem(past(BATCH), 'pete')).toMatchObject({
    subject: 'signup free',
    changes: [{ event: 'signup-1', actor: 'portal' }],
  });
});
